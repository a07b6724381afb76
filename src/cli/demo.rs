//! `lichtweg demo`: makes the synthetic city, plans it under each policy and serves it.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use super::{Outcome, serve};
use crate::{demo, export};

/// Make the demo city: synthetic data for trying everything out.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Folder to write; an earlier demo city there is replaced
    #[arg(long, value_name = "DIR", default_value = "out/demo")]
    out: PathBuf,
    /// Seed of every random choice; the same seed and scale give the same city
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Size: 1 is a city of 626 sites, 10 and 100 are regions, 0.1 is a small town
    #[arg(long, value_name = "F", default_value_t = 1.0)]
    scale: f64,
    /// Only write the files; do not plan and serve them
    #[arg(long)]
    no_serve: bool,
    #[command(flatten)]
    service: serve::Options,
}

/// Runs the subcommand.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let city_file = generate(arguments.seed, arguments.scale, &arguments.out)?;
    if arguments.no_serve {
        println!("{}", city_file.display());
        return Ok(Outcome::Done);
    }
    eprintln!("the city is in `{}`", city_file.display());
    serve::plan_all_and_serve(&city_file, &arguments.service)
}

/// Makes the city and writes it; returns the path of its `city.toml`.
///
/// # Errors
/// If the scale is out of range or the folder cannot be written.
pub(super) fn generate(seed: u64, scale: f64, folder: &Path) -> anyhow::Result<PathBuf> {
    let city = demo::generate(seed, scale)
        .context("cannot make the demo city\nhint: choose `--scale` between 0.02 and 100")?;
    let path = export::city_files::write(&city, folder)?;
    let kilometres = city
        .city
        .streets
        .edges
        .iter()
        .map(|edge| edge.length.get())
        .sum::<f64>()
        / 1000.0;
    eprintln!(
        "synthetic city `{}`: {} sites, {} street segments ({kilometres:.0} km), {} nodes of the existing network",
        city.city.name,
        city.city.sites.len(),
        city.city.streets.edges.len(),
        city.city.network.nodes.len(),
    );
    Ok(path)
}
