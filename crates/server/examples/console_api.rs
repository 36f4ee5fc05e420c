//! Writes `packages/console/src/api.ts`.

fn main() -> std::io::Result<()> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../packages/console/src/api.ts"
    );
    std::fs::create_dir_all(std::path::Path::new(path).parent().expect("has a parent"))?;
    std::fs::write(path, callkit_server::console::api::typescript::file())
}
