//! The generated TypeScript in the repository is what the Rust types say.

#[test]
fn the_generated_file_is_current() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../packages/console/src/api.ts"
    );
    let held = std::fs::read_to_string(path).expect("the file exists");
    assert!(
        held == callkit_server::console::api::typescript::file(),
        "stale; run: cargo run -p callkit-server --example console_api"
    );
}
