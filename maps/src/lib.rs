//! The browser client, built from `client/` and embedded as it stands in `dist/`.
