//! Whether a position makes sense: inside the city, near a street, on a piece of the network that leads somewhere.

use super::finding::{Finding, Findings, Severity};
use super::streets::Origin;
use crate::city::network::{Node, NodeKind};
use crate::city::streets::{Snap, Snapper, StreetGraph};
use crate::city::{City, District};
use crate::geometry::{Region, Utm32};
use crate::units::Metres;
use crate::words::finding::{Said, said};

/// A position farther outside than this is a mistake, not a site at the city's edge.
pub(super) const FAR_OUTSIDE_M: f64 = 5_000.0;
/// A site farther from any street than this deserves a look.
const FAR_FROM_STREET_M: f64 = 500.0;
/// Beyond this nothing snaps at all.
const SNAP_LIMIT_M: f64 = 5_000.0;

/// What is known about where the city is.
pub(super) struct Ground {
    region: Region,
    /// West, south, east, north of the streets, for cities without an outline.
    streets: Option<[f64; 4]>,
}

impl Ground {
    /// The outline, else the districts, else the box around the streets.
    pub(super) fn new(
        boundary: &[Vec<Vec<Utm32>>],
        districts: &[District],
        streets: &StreetGraph,
    ) -> Self {
        let region = if boundary.is_empty() {
            let all: Vec<_> = districts
                .iter()
                .flat_map(|district| district.polygons.clone())
                .collect();
            Region::new(&all)
        } else {
            Region::new(boundary)
        };
        Self {
            region,
            streets: bounds(streets.junctions.iter().copied()),
        }
    }

    /// How far outside the city a position lies; `None` when nothing is known about where the city is.
    pub(super) fn outside(&self, position: Utm32) -> Option<Metres> {
        if !self.region.is_empty() {
            return self.region.distance(position);
        }
        let [west, south, east, north] = self.streets?;
        let beyond = |value: f64, low: f64, high: f64| (low - value).max(value - high).max(0.0);
        let away =
            beyond(position.easting(), west, east).hypot(beyond(position.northing(), south, north));
        Metres::new(away).ok()
    }

    /// True when the position is known to be near or in the city.
    pub(super) fn plausible(&self, position: Utm32) -> bool {
        self.outside(position)
            .is_some_and(|away| away.get() <= FAR_OUTSIDE_M)
    }

    /// True when the outline is a real one, not the box around the streets.
    pub(super) fn has_outline(&self) -> bool {
        !self.region.is_empty()
    }
}

/// West, south, east and north of positions; `None` when there are none.
pub(super) fn bounds(positions: impl Iterator<Item = Utm32>) -> Option<[f64; 4]> {
    positions.fold(None, |bounds, at| {
        let (e, n) = (at.easting(), at.northing());
        let [west, south, east, north] = bounds.unwrap_or([e, n, e, n]);
        Some([west.min(e), south.min(n), east.max(e), north.max(n)])
    })
}

/// Snaps every site that has a position, and reports those that no trench can reach.
pub(super) fn check_reach(
    city: &City,
    streets: &Origin,
    findings: &mut Findings,
) -> Vec<Option<Snap>> {
    let snapper = Snapper::new(&city.streets);
    let limit = Metres::new(SNAP_LIMIT_M).expect("a constant");
    let snaps: Vec<Option<Snap>> = city
        .sites
        .iter()
        .map(|site| snapper.snap(site.position?, limit))
        .collect();
    if city.streets.edges.is_empty() {
        return snaps;
    }
    let components = city.streets.components();
    let largest = city.streets.largest_component();
    let junction_of = |snap: &Snap| city.streets.edges[snap.edge.0 as usize].from.0 as usize;
    // What existing fibre can reach counts as joined, besides the largest piece.
    let mut fed: Vec<u32> = city
        .network
        .nodes
        .iter()
        .filter_map(|node| snapper.snap(node.position, limit))
        .map(|snap| components[junction_of(&snap)])
        .collect();
    fed.sort_unstable();
    fed.dedup();
    check_nodes(city, &snapper, limit, findings);
    let mut islanders = 0_u64;
    for (site, snap) in city.sites.iter().zip(&snaps) {
        let (file, line) = origin(&site.source);
        let report = |kind: &str, message: Said, hint: &'static str| {
            let finding = Finding::new(Severity::Warning, kind, file, message, hint).site(&site.id);
            match line {
                Some(line) => finding.line(line),
                None => finding,
            }
        };
        match snap {
            None if site.position.is_some() => findings.push(report(
                "no_street_near",
                said!(
                    "no street within {limit} m of `{name}`: fibre cannot reach it",
                    limit = SNAP_LIMIT_M,
                    name = site.name
                ),
                "check the position and whether the street file covers it",
            )),
            None => {}
            Some(snap) => {
                let away = snap.foot.distance.get();
                if away > FAR_FROM_STREET_M {
                    findings.push(report(
                        "far_from_street",
                        said!("`{name}` lies {away} m from the next street", name = site.name, away = format!("{away:.0}")),
                        "check the position; beyond `works.longest_drop_m` of the price book no fibre is offered",
                    ));
                }
                let junction = junction_of(snap);
                if !largest[junction] && fed.binary_search(&components[junction]).is_err() {
                    islanders += 1;
                    findings.push(report(
                        "site_on_island",
                        said!("the streets at `{name}` are not joined to the rest of the network: fibre cannot reach it", name = site.name),
                        "close the gap in the street file, or add an existing node there",
                    ));
                }
            }
        }
    }
    let outside = largest.iter().filter(|inside| !**inside).count();
    if outside > 0 {
        let pieces = components.iter().max().map_or(0, |last| last + 1);
        findings.push(Finding::new(
            if islanders > 0 { Severity::Warning } else { Severity::Note },
            "disconnected_streets",
            &streets.file,
            said!("the streets fall into {pieces} pieces; {outside} of {number} junctions are not in the largest", pieces, outside, number = largest.len()),
            if islanders > 0 {
                "close the gaps in the street file; the sites concerned are listed"
            } else {
                "no site is concerned"
            },
        ));
    }
    snaps
}

/// Reports a network that cannot be entered, and nodes that no street leads to.
fn check_nodes(city: &City, snapper: &Snapper<'_>, limit: Metres, findings: &mut Findings) {
    let file = "existing network";
    let open = |node: &&Node| {
        node.free_fibres
            .map_or(node.kind == NodeKind::Pop, |free| free > 0)
    };
    if !city.network.nodes.iter().any(|node| open(&node)) {
        findings.push(Finding::new(
            Severity::Warning,
            "no_entry",
            file,
            "no existing node has free fibres: no site can get fibre",
            "add nodes with `free_fibres` under [existing.nodes]",
        ));
    }
    for node in city.network.nodes.iter().filter(open) {
        let away = snapper
            .snap(node.position, limit)
            .map(|snap| snap.foot.distance.get());
        if away.is_none_or(|away| away > FAR_FROM_STREET_M) {
            findings.push(Finding::new(
                Severity::Warning,
                "node_far_from_street",
                file,
                said!(
                    "no street within {limit} m of the node `{name}`",
                    limit = FAR_FROM_STREET_M,
                    name = node.name
                ),
                "check its position and its reference system",
            ));
        }
    }
}

/// File and line of a site's `source`.
fn origin(source: &str) -> (&str, Option<u64>) {
    match source.rsplit_once(':') {
        Some((file, line)) => match line.parse() {
            Ok(line) => (file, Some(line)),
            Err(_) => (source, None),
        },
        None => (source, None),
    }
}
