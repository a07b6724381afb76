//! The network that exists: nodes, cables and ducts.

use std::collections::BTreeSet;

use super::Error;
use super::crs::Crs;
use super::features::{self, Feature, Geometry, Request};
use super::finding::{Finding, Findings, Severity};
use super::source::Input;
use super::table::number;
use crate::city::network::{AssetId, Cable, Duct, Network, Node, NodeKind, Tenure};
use crate::city_file::{CityFile, ExistingLayer};
use crate::geometry::Utm32;
use crate::units::Euros;
use crate::words::finding::{Said, said};

/// Reads the layers the city file names.
pub(super) fn read(
    city: &CityFile,
    inputs: &mut Vec<Input>,
    findings: &mut Findings,
) -> Result<Network, Error> {
    let existing = &city.schema().existing;
    let mut network = Network::default();
    if let Some(layer) = &existing.nodes {
        let mut reader = Reader::new(layer, "node");
        reader.read(city, inputs, findings, |reader, feature, crs, findings| {
            network.nodes.extend(reader.node(feature, crs, findings));
        })?;
    }
    if let Some(layer) = &existing.cables {
        let mut reader = Reader::new(layer, "cable");
        reader.read(city, inputs, findings, |reader, feature, crs, findings| {
            for (id, line) in reader.lines(feature, crs, findings) {
                network.cables.push(Cable {
                    id,
                    line,
                    free_fibres: reader.count(feature, "free_fibres", findings),
                });
            }
        })?;
    }
    if let Some(layer) = &existing.ducts {
        let mut reader = Reader::new(layer, "duct");
        reader.read(city, inputs, findings, |reader, feature, crs, findings| {
            let Some(tenure) = reader.tenure(feature, findings) else {
                return;
            };
            let free_tubes = reader.count(feature, "free_tubes", findings).unwrap_or(0);
            for (id, line) in reader.lines(feature, crs, findings) {
                network.ducts.push(Duct {
                    id,
                    line,
                    free_tubes,
                    tenure: tenure.clone(),
                });
            }
        })?;
    }
    network.nodes.sort_by(|a, b| a.id.cmp(&b.id));
    network.cables.sort_by(|a, b| a.id.cmp(&b.id));
    network.ducts.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(network)
}

/// Reads one layer.
struct Reader<'a> {
    layer: &'a ExistingLayer,
    kind: &'static str,
    seen: BTreeSet<AssetId>,
}

impl<'a> Reader<'a> {
    fn new(layer: &'a ExistingLayer, kind: &'static str) -> Self {
        Self {
            layer,
            kind,
            seen: BTreeSet::new(),
        }
    }

    fn file(&self) -> &'a str {
        self.layer.file.get_ref()
    }

    fn read(
        &mut self,
        city: &CityFile,
        inputs: &mut Vec<Input>,
        findings: &mut Findings,
        mut take: impl FnMut(&mut Self, &Feature, &Crs, &mut Findings),
    ) -> Result<(), Error> {
        let request = Request {
            file: &self.layer.file,
            format: None,
            crs: self.layer.crs.as_ref(),
            encoding: None,
            columns: Vec::new(),
        };
        // One file may serve for several layers; it is recorded once.
        let mut read = Vec::new();
        features::read(
            city,
            &request,
            &mut read,
            findings,
            &mut |feature, crs, findings| {
                let kind = feature.text(Some("type"));
                if matches!(kind, "node" | "cable" | "duct") && kind != self.kind {
                    return;
                }
                take(self, &feature, crs, findings);
            },
        )?;
        for input in read {
            if !inputs.contains(&input) {
                inputs.push(input);
            }
        }
        Ok(())
    }

    fn finding(
        &self,
        severity: Severity,
        kind: &str,
        feature: &Feature,
        message: impl Into<Said>,
        hint: &'static str,
    ) -> Finding {
        Finding::new(severity, kind, self.file(), message, hint).line(feature.number)
    }

    /// The id, from the source or made of the feature's number; `None` with a finding when it was there before.
    fn id(&mut self, feature: &Feature, findings: &mut Findings) -> Option<AssetId> {
        let text = feature.text(Some("id"));
        let id = AssetId(if text.is_empty() {
            format!("{}-{}", self.kind, feature.number)
        } else {
            text.to_owned()
        });
        if self.seen.insert(id.clone()) {
            return Some(id);
        }
        findings.push(self.finding(
            Severity::Error,
            "duplicate_asset",
            feature,
            said!(
                "the id `{id}` of this {kind} was there before; this one was left out",
                kind = Said::from(self.kind),
                id = id.0
            ),
            "give every element an id of its own",
        ));
        None
    }

    fn node(&mut self, feature: &Feature, crs: &Crs, findings: &mut Findings) -> Option<Node> {
        let position = match (&feature.geometry, feature.damaged) {
            (Geometry::Points(points), false) => points.first().copied(),
            _ => None,
        };
        let Some([x, y]) = position else {
            findings.push(self.finding(
                Severity::Error,
                "wrong_geometry",
                feature,
                "the node has no position; it was left out",
                "export nodes as points",
            ));
            return None;
        };
        let position = match crs.position(x, y) {
            Ok(position) => position,
            Err(error) => {
                findings.push(features::bad_coordinate(
                    self.file(),
                    feature.number,
                    &error,
                    crs,
                ));
                return None;
            }
        };
        let kind = match feature.text(Some("kind")).to_lowercase().as_str() {
            "pop" | "" => NodeKind::Pop,
            "chamber" | "schacht" => NodeKind::Chamber,
            "closure" | "muffe" => NodeKind::Closure,
            other => {
                findings.push(self.finding(
                    Severity::Error,
                    "unknown_node_kind",
                    feature,
                    said!(
                        "unknown kind of node `{other}`; the node was left out",
                        other
                    ),
                    "write pop, chamber or closure",
                ));
                return None;
            }
        };
        let id = self.id(feature, findings)?;
        let name = feature.text(Some("name"));
        Some(Node {
            name: if name.is_empty() {
                id.0.clone()
            } else {
                name.to_owned()
            },
            id,
            kind,
            position,
            free_fibres: self.count(feature, "free_fibres", findings),
        })
    }

    /// The lines of a feature; several parts get ids of their own.
    fn lines(
        &mut self,
        feature: &Feature,
        crs: &Crs,
        findings: &mut Findings,
    ) -> Vec<(AssetId, Vec<Utm32>)> {
        let Geometry::Lines(lines) = &feature.geometry else {
            findings.push(self.finding(
                Severity::Error,
                "wrong_geometry",
                feature,
                said!(
                    "the {kind} is not a line; it was left out",
                    kind = Said::from(self.kind)
                ),
                "export cables and ducts as lines",
            ));
            return Vec::new();
        };
        let Some(id) = self.id(feature, findings) else {
            return Vec::new();
        };
        let mut read = Vec::new();
        for (part, line) in lines.iter().enumerate() {
            match features::positions(line, crs) {
                Ok(line) if line.len() >= 2 => {
                    let id = if lines.len() == 1 {
                        id.clone()
                    } else {
                        AssetId(format!("{}/{}", id.0, part + 1))
                    };
                    read.push((id, line));
                }
                Ok(_) => findings.push(self.finding(
                    Severity::Warning,
                    "segment_without_length",
                    feature,
                    said!(
                        "a part of the {kind} has no length and was left out",
                        kind = Said::from(self.kind)
                    ),
                    "nothing is lost; remove it from the source",
                )),
                Err(error) => findings.push(features::bad_coordinate(
                    self.file(),
                    feature.number,
                    &error,
                    crs,
                )),
            }
        }
        read
    }

    fn count(&self, feature: &Feature, column: &str, findings: &mut Findings) -> Option<u32> {
        let text = feature.text(Some(column));
        if text.is_empty() {
            return None;
        }
        let count = text.parse().ok();
        if count.is_none() {
            findings.push(
                self.finding(
                    Severity::Warning,
                    "bad_number",
                    feature,
                    said!(
                        "`{text}` is not a count; it was taken as not recorded",
                        text
                    ),
                    "write a whole number from 0",
                )
                .column(column),
            );
        }
        count
    }

    /// Own unless an owner or a rent is given; `None` with a finding for a rent that is none.
    fn tenure(&self, feature: &Feature, findings: &mut Findings) -> Option<Tenure> {
        const RENT: &str = "rent_per_metre_month_eur";
        let (owner, rent) = (feature.text(Some("owner")), feature.text(Some(RENT)));
        if rent.is_empty() {
            return Some(Tenure::Own);
        }
        let amount = number(rent)
            .and_then(|euros| Euros::from_euros(euros).ok())
            .filter(|rent| (Euros::ZERO..=Euros::from_cents(1_000_000)).contains(rent));
        if let Some(rent_per_metre_month) = amount {
            return Some(Tenure::Rented {
                owner: owner.to_owned(),
                rent_per_metre_month,
            });
        }
        findings.push(
            self.finding(
                Severity::Error,
                "bad_price",
                feature,
                said!(
                    "`{rent}` is not a rent per metre and month; the duct was left out",
                    rent
                ),
                "write euros from 0, or leave it out for an own duct",
            )
            .column(RENT),
        );
        None
    }
}
