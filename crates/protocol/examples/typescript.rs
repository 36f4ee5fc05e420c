//! Writes `packages/engine/src/core/protocol.ts`.

fn main() -> std::io::Result<()> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../packages/engine/src/core/protocol.ts"
    );
    std::fs::create_dir_all(std::path::Path::new(path).parent().expect("has a parent"))?;
    std::fs::write(path, callkit_protocol::typescript::file())
}
