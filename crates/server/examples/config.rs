//! Prints `callkit.example.toml`.

#![allow(clippy::print_stdout, reason = "that is what it is for")]

fn main() {
    print!("{}", callkit_server::config::Config::example());
}
