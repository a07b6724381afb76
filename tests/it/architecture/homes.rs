//! Which module may use which capability from outside.

/// An outside capability and the modules that may use it. A path ends with `*` when everything below it is meant.
pub(super) struct Home {
    pub(super) what: &'static [&'static str],
    pub(super) modules: &'static [&'static str],
    pub(super) why: &'static str,
    /// Whether unit tests elsewhere may use it, to compare with an independent value.
    pub(super) free_in_tests: bool,
}

/// One home for every outside capability. A module that is not in `src/lib.rs` yet may be named here already.
pub(super) const HOMES: &[Home] = &[
    Home {
        what: &[
            "axum",
            "hyper",
            "hyper_util",
            "tower",
            "utoipa",
            "lichtweg_maps",
        ],
        modules: &["web"],
        why: "HTTP is answered in web",
        free_in_tests: true,
    },
    Home {
        what: &["rusqlite", "tokio_postgres", "refinery"],
        modules: &["store"],
        why: "SQL is spoken in store",
        free_in_tests: true,
    },
    Home {
        what: &["clap", "anyhow", "indicatif", "tracing_subscriber"],
        modules: &["cli"],
        why: "the command line is read and written in cli",
        free_in_tests: true,
    },
    Home {
        what: &[
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
        free_in_tests: true,
    },
    Home {
        what: &["csv"],
        modules: &["import", "export", "web"],
        why: "tables are read in import and written in export, and in web for a download",
        free_in_tests: true,
    },
    Home {
        what: &["toml"],
        modules: &["city_file", "import"],
        why: "TOML is read in city_file and import",
        free_in_tests: true,
    },
    Home {
        what: &["polars"],
        modules: &["tables"],
        why: "data frames live in tables",
        free_in_tests: true,
    },
    Home {
        what: &["parquet", "arrow"],
        modules: &["archive"],
        why: "Parquet is read and written in archive",
        free_in_tests: true,
    },
    Home {
        what: &["reqwest", "ureq"],
        modules: &["http"],
        why: "others are asked over HTTP in http",
        free_in_tests: true,
    },
    Home {
        what: &["lettre"],
        modules: &["notify"],
        why: "mail is sent in notify",
        free_in_tests: true,
    },
    Home {
        what: &["mvt"],
        modules: &["tiles"],
        why: "vector tiles are made in tiles",
        free_in_tests: true,
    },
    Home {
        what: &["async_snmp"],
        modules: &[],
        why: "SNMP is spoken in the crate collectors",
        free_in_tests: true,
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
        free_in_tests: false,
    },
    Home {
        what: RANDOM,
        modules: &[],
        why: "randomness comes from a seed",
        free_in_tests: false,
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
