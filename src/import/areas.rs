//! The city's outline and its districts.

use super::Error;
use super::features::{self, Geometry, Request};
use super::finding::{Finding, Findings, Severity};
use super::source::Input;
use crate::city::District;
use crate::city_file::{Area, CityFile};
use crate::geometry::Utm32;

type Polygons = Vec<Vec<Vec<Utm32>>>;

/// The outline; empty when the city file names none.
pub(super) fn boundary(
    city: &CityFile,
    inputs: &mut Vec<Input>,
    findings: &mut Findings,
) -> Result<Polygons, Error> {
    let Some(area) = &city.schema().boundary else {
        return Ok(Polygons::new());
    };
    let districts = read(city, area, inputs, findings)?;
    Ok(districts
        .into_iter()
        .flat_map(|district| district.polygons)
        .collect())
}

/// The districts in the order of their names.
pub(super) fn districts(
    city: &CityFile,
    inputs: &mut Vec<Input>,
    findings: &mut Findings,
) -> Result<Vec<District>, Error> {
    let Some(area) = &city.schema().districts else {
        return Ok(Vec::new());
    };
    let mut districts: Vec<District> = Vec::new();
    for part in read(city, area, inputs, findings)? {
        // A district may come in several features.
        match districts
            .iter_mut()
            .find(|district| district.name == part.name)
        {
            Some(district) => district.polygons.extend(part.polygons),
            None => districts.push(part),
        }
    }
    districts.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(districts)
}

fn read(
    city: &CityFile,
    area: &Area,
    inputs: &mut Vec<Input>,
    findings: &mut Findings,
) -> Result<Vec<District>, Error> {
    let name = area.file.get_ref().as_str();
    let column = area.columns.name.as_deref();
    let request = Request {
        file: &area.file,
        format: area.format,
        crs: area.crs.as_ref(),
        encoding: area.encoding,
        columns: column.map(|column| (column, "name")).into_iter().collect(),
    };
    let mut areas = Vec::new();
    features::read(
        city,
        &request,
        inputs,
        findings,
        &mut |feature, crs, findings| {
            let Geometry::Polygons(polygons) = &feature.geometry else {
                findings.push(
                    Finding::new(
                        Severity::Error,
                        "wrong_geometry",
                        name,
                        "it is not an area; it was left out",
                        "export the areas as polygons",
                    )
                    .line(feature.number),
                );
                return;
            };
            let read: Result<Polygons, _> = polygons
                .iter()
                .map(|rings| {
                    rings
                        .iter()
                        .map(|ring| features::positions(ring, crs))
                        .collect()
                })
                .collect();
            match read {
                Ok(polygons) => {
                    let text = feature.text(column);
                    areas.push(District {
                        name: if text.is_empty() {
                            feature.number.to_string()
                        } else {
                            text.to_owned()
                        },
                        polygons,
                    });
                }
                Err(error) => {
                    findings.push(features::bad_coordinate(name, feature.number, &error, crs));
                }
            }
        },
    )?;
    Ok(areas)
}
