//! Which module may use which capability from outside.

/// An outside capability and the modules that may use it. A path ends with `*` when everything below it is meant.
pub(super) struct Home {
    pub(super) what: &'static [&'static str],
    pub(super) modules: &'static [&'static str],
    pub(super) why: &'static str,
}

/// One home for every outside capability. A module that is not in `src/lib.rs` yet may be named here already.
pub(super) const HOMES: &[Home] = &[
    Home {
        what: &["axum", "tower", "utoipa", "lichtweg_maps"],
        modules: &["web"],
        why: "HTTP is answered in web",
    },
    Home {
        what: &["rusqlite", "tokio_postgres", "refinery"],
        modules: &["store"],
        why: "SQL is spoken in store",
    },
    Home {
        what: &["clap", "anyhow", "indicatif", "tracing_subscriber"],
        modules: &["cli"],
        why: "the command line is read and written in cli",
    },
    Home {
        what: &[
            "csv",
            "geojson",
            "shapefile",
            "encoding_rs",
            "proj4rs",
            "calamine",
            "osmpbf",
            "tiff",
        ],
        modules: &["import", "export"],
        why: "files of others are read in import and written in export",
    },
    Home {
        what: &["toml"],
        modules: &["city_file", "import"],
        why: "TOML is read in city_file and import",
    },
    Home {
        what: &["polars"],
        modules: &["tables"],
        why: "data frames live in tables",
    },
    Home {
        what: &["parquet", "arrow"],
        modules: &["archive"],
        why: "Parquet is read and written in archive",
    },
    Home {
        what: &["reqwest", "ureq", "hyper"],
        modules: &["http"],
        why: "others are asked over HTTP in http",
    },
    Home {
        what: &["lettre"],
        modules: &["notify"],
        why: "mail is sent in notify",
    },
    Home {
        what: &["mvt"],
        modules: &["tiles"],
        why: "vector tiles are made in tiles",
    },
    Home {
        what: &["async_snmp"],
        modules: &[],
        why: "SNMP is spoken in the crate collectors",
    },
    Home {
        what: &[
            "std::time::SystemTime",
            "std::time::Instant",
            "std::time::UNIX_EPOCH",
            "tokio::time",
            "*::now",
            "std::thread::sleep",
        ],
        modules: &["cli", "runs", "ingest", "web"],
        why: "the time is an argument; clocks are read in cli, runs, ingest and web",
    },
    Home {
        what: RANDOM,
        modules: &[],
        why: "randomness comes from a seed",
    },
];

/// Randomness that no seed governs.
pub(super) const RANDOM: &[&str] = &[
    "getrandom",
    "fastrand",
    "rand::random",
    "rand::rng",
    "rand::thread_rng",
    "*::thread_rng",
    "*::from_entropy",
    "*::from_os_rng",
    "*::OsRng",
    "*::RandomState",
    "*::new_v4",
];
