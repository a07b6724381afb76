//! The browser client, built from `client/` and embedded as it stands in `dist/`.
//!
//! The built files are committed, so that nobody needs Node to run the program; `client/check-dist.sh` proves that they are what
//! the source builds. This crate knows nothing of the city and nothing of HTTP beyond what a file needs to be served: its bytes,
//! its type, a tag, and whether its name changes with its contents.

use std::borrow::Cow;
use std::fmt::Write as _;

use rust_embed::{EmbeddedFile, RustEmbed};

/// The built client. Only names that stood in `dist/` at build time exist; nothing is ever read from the disk by a request.
#[derive(RustEmbed)]
#[folder = "dist/"]
struct Dist;

/// One file of the client, ready to be served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// The contents.
    pub bytes: Cow<'static, [u8]>,
    /// The media type, with the character set where it is text.
    pub mime: &'static str,
    /// A strong entity tag with its quotes, from the contents.
    pub etag: String,
    /// Whether the name carries a hash of the contents, so that it may be kept for ever.
    pub immutable: bool,
}

/// The file of that path, with or without the leading slash; the empty path is `index.html`.
///
/// Only exact names are found: a path with `..`, an absolute path or a backslash names no embedded file.
///
/// ```
/// let page = lichtweg_maps::asset("/").expect("the client is built");
/// assert_eq!(page.mime, "text/html; charset=utf-8");
/// assert!(lichtweg_maps::asset("/../Cargo.toml").is_none());
/// ```
#[must_use]
pub fn asset(path: &str) -> Option<Asset> {
    let name = path.strip_prefix('/').unwrap_or(path);
    let name = if name.is_empty() { "index.html" } else { name };
    let plain = name
        .split('/')
        .all(|part| !part.is_empty() && part != "." && part != "..")
        && !name.contains(['\\', '\0']);
    if !plain {
        return None;
    }
    let EmbeddedFile { data, metadata } = Dist::get(name)?;
    let mut etag = String::with_capacity(34);
    etag.push('"');
    for byte in metadata.sha256_hash().iter().take(16) {
        write!(etag, "{byte:02x}").expect("writing to a string cannot fail");
    }
    etag.push('"');
    Some(Asset {
        bytes: data,
        mime: mime(name),
        etag,
        immutable: name.starts_with("assets/"),
    })
}

/// The names of all files of the client, sorted.
#[must_use]
pub fn names() -> Vec<String> {
    let mut names: Vec<String> = Dist::iter().map(Cow::into_owned).collect();
    names.sort();
    names
}

fn mime(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        Some("md" | "txt") => "text/plain; charset=utf-8",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::{asset, names};

    fn text(path: &str) -> String {
        let bytes = asset(path).expect("the file exists").bytes;
        String::from_utf8(bytes.into_owned()).expect("it is text")
    }

    #[test]
    fn the_root_is_the_page() {
        let page = asset("/").expect("the client is built");
        assert_eq!(Some(&page), asset("index.html").as_ref());
        assert_eq!(page.mime, "text/html; charset=utf-8");
        assert!(
            !page.immutable,
            "the page names hashed files and must be asked for anew"
        );
    }

    #[test]
    fn every_file_the_page_names_exists() {
        let page = text("/");
        let named: Vec<&str> = ["src=\"", "href=\""]
            .iter()
            .flat_map(|start| page.split(start).skip(1))
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert!(named.len() >= 3, "script, style and icon: {named:?}");
        for name in named {
            assert!(
                asset(name).is_some(),
                "{name} is named by the page but not embedded"
            );
        }
    }

    #[test]
    fn the_page_runs_under_a_policy_without_inline_scripts_and_outside_servers() {
        let page = text("/");
        for script in page.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap_or_default();
            assert!(
                tag.contains("src=\"/assets/"),
                "inline or foreign script: <script{tag}>"
            );
        }
        assert!(
            !page.contains("http://") && !page.contains("https://"),
            "the page names an outside server"
        );
    }

    #[test]
    fn hashed_names_may_be_kept_and_have_a_tag_of_their_contents() {
        let all = names();
        let hashed: Vec<_> = all
            .iter()
            .filter(|name| name.starts_with("assets/"))
            .collect();
        assert!(hashed.len() >= 4, "page, map, worker and style: {hashed:?}");
        for name in hashed {
            let file = asset(name).expect("it is listed");
            assert!(
                file.immutable
                    && file.etag.len() == 34
                    && file.etag.starts_with('"')
                    && file.etag.ends_with('"')
            );
            assert_ne!(file.mime, "application/octet-stream", "{name}");
        }
    }

    #[test]
    fn no_source_maps_are_embedded_and_the_client_stays_small() {
        let mut size = 0;
        for name in names() {
            assert!(
                std::path::Path::new(&name)
                    .extension()
                    .is_none_or(|extension| extension != "map"),
                "{name}"
            );
            size += asset(&name).expect("it is listed").bytes.len();
        }
        assert!(size < 2_500_000, "the client has grown to {size} bytes");
    }

    #[test]
    fn licences_of_bundled_libraries_travel_with_them() {
        let licences = text("licences.md");
        for library in ["maplibre-gl", "preact"] {
            assert!(
                licences.contains(library),
                "{library} is bundled without its licence"
            );
        }
    }

    #[test]
    fn nothing_outside_of_the_client_is_reachable() {
        for path in [
            "../Cargo.toml",
            "/../Cargo.toml",
            "assets/../../Cargo.toml",
            "//etc/passwd",
            "/etc/passwd",
            "./index.html",
            "assets//",
            "assets\\..\\index.html",
            "..",
            ".",
            "assets",
            "index.html\0",
            "%2e%2e/Cargo.toml",
        ] {
            assert_eq!(asset(path), None, "{path}");
        }
    }
}
