//! docs/protocol.md names every error code, with its meaning.

use callkit_protocol::ErrorCode;

#[test]
fn the_table_of_errors_is_complete() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/protocol.md");
    let page = std::fs::read_to_string(path).expect("the page exists");
    let table: String = ErrorCode::ALL
        .iter()
        .map(|code| {
            let meaning = code.meaning().trim();
            format!("| {} | `{code}` | {meaning} |\n", code.number())
        })
        .collect();
    let held = page
        .split("<!-- errors -->\n| code | name | meaning |\n| --- | --- | --- |\n")
        .nth(1)
        .and_then(|rest| rest.split("<!-- /errors -->").next());
    assert_eq!(
        held,
        Some(table.as_str()),
        "write this into docs/protocol.md:\n{table}"
    );
}
