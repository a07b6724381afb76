//! The layers of a generated city as GeoJSON.
//!
//! RFC 7946 knows only WGS 84; the older `crs` member (GeoJSON 2008, section 3) names EPSG:25832 here, as city portals do.

use std::io::{self, Write};

use super::{SYNTHETIC, quoted};
use crate::city::network::{NodeKind, Tenure};
use crate::city::streets::{Crossing, Surface};
use crate::demo::DemoCity;
use crate::geometry::Utm32;

/// The streets.
pub(super) fn streets(demo: &DemoCity, out: &mut impl Write) -> io::Result<()> {
    let mut layer = Layer::open("streets", out)?;
    for edge in &demo.city.streets.edges {
        let surface = match edge.surface {
            Surface::Asphalt => "asphalt",
            Surface::PavedFootway => "paved_footway",
            Surface::Unpaved => "unpaved",
        };
        let crossings: Vec<&str> = edge
            .crossings
            .iter()
            .map(|crossing| match crossing {
                Crossing::Rail => "rail",
                Crossing::Motorway => "motorway",
                Crossing::River => "river",
            })
            .collect();
        let mut properties = vec![
            ("id", quoted(&edge.source_id)),
            ("name", quoted(&edge.name)),
            ("surface", quoted(surface)),
        ];
        if !crossings.is_empty() {
            properties.push(("crossings", quoted(&crossings.join(","))));
        }
        if edge.forbidden {
            properties.push(("forbidden", "true".to_owned()));
        }
        layer.feature("LineString", &line(&edge.line), &properties)?;
    }
    layer.close()
}

/// The outline.
pub(super) fn boundary(demo: &DemoCity, out: &mut impl Write) -> io::Result<()> {
    let mut layer = Layer::open("boundary", out)?;
    layer.feature(
        "MultiPolygon",
        &polygons(&demo.city.boundary),
        &[("name", quoted(&demo.city.name))],
    )?;
    layer.close()
}

/// The districts.
pub(super) fn districts(demo: &DemoCity, out: &mut impl Write) -> io::Result<()> {
    let mut layer = Layer::open("districts", out)?;
    for district in &demo.city.districts {
        layer.feature(
            "MultiPolygon",
            &polygons(&district.polygons),
            &[("name", quoted(&district.name))],
        )?;
    }
    layer.close()
}

/// Points of presence, chambers and closures.
pub(super) fn nodes(demo: &DemoCity, out: &mut impl Write) -> io::Result<()> {
    let mut layer = Layer::open("nodes", out)?;
    // Both lists were made together and are in the same order.
    for (node, (_, since)) in demo.city.network.nodes.iter().zip(&demo.in_service) {
        let kind = match node.kind {
            NodeKind::Pop => "pop",
            NodeKind::Chamber => "chamber",
            NodeKind::Closure => "closure",
        };
        layer.feature(
            "Point",
            &position(node.position),
            &[
                ("id", quoted(&node.id.0)),
                ("name", quoted(&node.name)),
                ("kind", quoted(kind)),
                ("free_fibres", number(node.free_fibres)),
                ("since", quoted(&since.to_string())),
            ],
        )?;
    }
    layer.close()
}

/// Cables.
pub(super) fn cables(demo: &DemoCity, out: &mut impl Write) -> io::Result<()> {
    let mut layer = Layer::open("cables", out)?;
    for cable in &demo.city.network.cables {
        layer.feature(
            "LineString",
            &line(&cable.line),
            &[
                ("id", quoted(&cable.id.0)),
                ("free_fibres", number(cable.free_fibres)),
            ],
        )?;
    }
    layer.close()
}

/// Ducts.
pub(super) fn ducts(demo: &DemoCity, out: &mut impl Write) -> io::Result<()> {
    let mut layer = Layer::open("ducts", out)?;
    for duct in &demo.city.network.ducts {
        let mut properties = vec![
            ("id", quoted(&duct.id.0)),
            ("free_tubes", duct.free_tubes.to_string()),
        ];
        if let Tenure::Rented {
            owner,
            rent_per_metre_month,
        } = &duct.tenure
        {
            let cents = rent_per_metre_month.cents();
            properties.push(("owner", quoted(owner)));
            properties.push((
                "rent_per_metre_month_eur",
                format!("{}.{:02}", cents / 100, cents % 100),
            ));
        }
        layer.feature("LineString", &line(&duct.line), &properties)?;
    }
    layer.close()
}

/// A feature collection that is being written, one feature a line.
struct Layer<'a, W: Write> {
    out: &'a mut W,
    first: bool,
}

impl<'a, W: Write> Layer<'a, W> {
    fn open(name: &str, out: &'a mut W) -> io::Result<Self> {
        writeln!(
            out,
            "{{\"type\":\"FeatureCollection\",\"name\":{},\"synthetic\":true,\"note\":{},",
            quoted(name),
            quoted(SYNTHETIC)
        )?;
        writeln!(
            out,
            "\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"urn:ogc:def:crs:EPSG::25832\"}}}},"
        )?;
        write!(out, "\"features\":[")?;
        Ok(Self { out, first: true })
    }

    fn feature(
        &mut self,
        kind: &str,
        coordinates: &str,
        properties: &[(&str, String)],
    ) -> io::Result<()> {
        let separator = if self.first { "" } else { "," };
        self.first = false;
        write!(
            self.out,
            "{separator}\n{{\"type\":\"Feature\",\"properties\":{{"
        )?;
        for (index, (name, value)) in properties.iter().enumerate() {
            let separator = if index == 0 { "" } else { "," };
            write!(self.out, "{separator}\"{name}\":{value}")?;
        }
        write!(
            self.out,
            "}},\"geometry\":{{\"type\":\"{kind}\",\"coordinates\":{coordinates}}}}}"
        )
    }

    fn close(self) -> io::Result<()> {
        writeln!(self.out, "\n]}}")
    }
}

fn number(value: Option<u32>) -> String {
    value.map_or_else(|| "null".to_owned(), |value| value.to_string())
}

fn position(at: Utm32) -> String {
    format!("[{:.2},{:.2}]", at.easting(), at.northing())
}

fn line(line: &[Utm32]) -> String {
    let positions: Vec<String> = line.iter().map(|&at| position(at)).collect();
    format!("[{}]", positions.join(","))
}

fn polygons(polygons: &[Vec<Vec<Utm32>>]) -> String {
    let polygons: Vec<String> = polygons
        .iter()
        .map(|rings| {
            let rings: Vec<String> = rings.iter().map(|ring| line(ring)).collect();
            format!("[{}]", rings.join(","))
        })
        .collect();
    format!("[{}]", polygons.join(","))
}
