//! Nothing here changes a device: the sources contain no way to send an SNMP SET.

use std::path::Path;

/// What a SET would look like: the library's methods, its message type, and the tool of net-snmp.
const SIGNS: &[&str] = &[
    ".set(",
    ".set_many(",
    "SetRequest",
    "RequestPdu",
    "snmpset",
    "asnmp-set",
];

fn signs_in(text: &str) -> Vec<(usize, &'static str)> {
    text.lines()
        .enumerate()
        .flat_map(|(line, text)| {
            let found = SIGNS.iter().filter(move |sign| text.contains(**sign));
            found.map(move |sign| (line + 1, *sign))
        })
        .collect()
}

fn check_folder(folder: &Path, files: &mut usize) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            check_folder(&path, files);
        } else if path
            .extension()
            .is_some_and(|end| end == "rs" || end == "toml")
        {
            let found = signs_in(&std::fs::read_to_string(&path).unwrap());
            assert!(found.is_empty(), "{}: {found:?}", path.display());
            *files += 1;
        }
    }
}

#[test]
fn no_source_or_profile_can_send_a_set() {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = 0;
    check_folder(&crate_folder.join("src"), &mut files);
    check_folder(&crate_folder.join("profiles"), &mut files);
    assert!(files > 8, "the sources were found: {files}");
    // The search itself finds what it is for.
    assert_eq!(
        signs_in("let x = 1;\nclient.set(&oid, value).await?;"),
        [(2, ".set(")]
    );
}
