//! The example file.

use super::Config;

impl Config {
    /// The contents of `callkit.example.toml`: every option with its default, and those without one
    /// commented out.
    pub fn example() -> String {
        let mut out = String::from(
            "# Every option of `callkit serve`, with its default. Each is also a flag (--media-port)\n\
             # and a variable (CALLKIT_MEDIA_PORT); the flag counts first, then the variable.\n\
             #\n\
             # Made from crates/server/src/config/mod.rs:\n\
             # cargo run -p callkit-server --example config > callkit.example.toml\n",
        );
        for option in Self::OPTIONS {
            out.push('\n');
            for line in option.help {
                out.push_str(&format!("#{line}\n"));
            }
            match option.default {
                Some(default) => out.push_str(&format!("{} = {}\n", option.key, default())),
                None => out.push_str(&format!("# {} = \n", option.key)),
            }
        }
        out
    }
}
