//! The callkit command.
fn main() {}
