//! ETRS89 / UTM zone 32N to geographic coordinates and back.
//!
//! The transverse Mercator projection by the Krüger series in the third flattening, to the sixth power: C. F. F. Karney,
//! "Transverse Mercator with an accuracy of a few nanometers", J. Geodesy 85 (2011), eqs. (7) to (12), (26), (35), (36). Within the
//! zone the truncated series is off by less than a micrometre. ETRS89 and WGS 84 are taken as one, as every municipal data set
//! does; they differ by some decimetres that no street map resolves. Pure arithmetic, so that it can be used in the core.

use super::{Error, Utm32, Wgs84};

/// Semi-major axis of GRS 80 in metres.
const SEMI_MAJOR: f64 = 6_378_137.0;
/// Flattening of GRS 80.
const FLATTENING: f64 = 1.0 / 298.257_222_101;
/// Third flattening.
const N: f64 = FLATTENING / (2.0 - FLATTENING);
/// Scale on the central meridian.
const SCALE: f64 = 0.9996;
/// Easting of the central meridian in metres.
const FALSE_EASTING: f64 = 500_000.0;
/// The central meridian of zone 32 in degrees.
const CENTRAL_MERIDIAN: f64 = 9.0;

/// Radius of the sphere whose great circle is as long as a meridian; Karney eq. (14).
fn rectifying_radius() -> f64 {
    let n2 = N * N;
    SEMI_MAJOR / (1.0 + N) * (1.0 + n2 / 4.0 + n2 * n2 / 64.0 + n2 * n2 * n2 / 256.0)
}

/// The series of the forward projection; Karney eq. (35).
fn forward_series() -> [f64; 6] {
    let [n1, n2, n3, n4, n5, n6] = powers();
    [
        n1 / 2.0 - 2.0 / 3.0 * n2 + 5.0 / 16.0 * n3 + 41.0 / 180.0 * n4 - 127.0 / 288.0 * n5
            + 7891.0 / 37800.0 * n6,
        13.0 / 48.0 * n2 - 3.0 / 5.0 * n3 + 557.0 / 1440.0 * n4 + 281.0 / 630.0 * n5
            - 1_983_433.0 / 1_935_360.0 * n6,
        61.0 / 240.0 * n3 - 103.0 / 140.0 * n4
            + 15061.0 / 26880.0 * n5
            + 167_603.0 / 181_440.0 * n6,
        49561.0 / 161_280.0 * n4 - 179.0 / 168.0 * n5 + 6_601_661.0 / 7_257_600.0 * n6,
        34729.0 / 80640.0 * n5 - 3_418_889.0 / 1_995_840.0 * n6,
        212_378_941.0 / 319_334_400.0 * n6,
    ]
}

/// The series of the inverse projection; Karney eq. (36).
fn inverse_series() -> [f64; 6] {
    let [n1, n2, n3, n4, n5, n6] = powers();
    [
        n1 / 2.0 - 2.0 / 3.0 * n2 + 37.0 / 96.0 * n3 - n4 / 360.0 - 81.0 / 512.0 * n5
            + 96199.0 / 604_800.0 * n6,
        n2 / 48.0 + n3 / 15.0 - 437.0 / 1440.0 * n4 + 46.0 / 105.0 * n5
            - 1_118_711.0 / 3_870_720.0 * n6,
        17.0 / 480.0 * n3 - 37.0 / 840.0 * n4 - 209.0 / 4480.0 * n5 + 5569.0 / 90720.0 * n6,
        4397.0 / 161_280.0 * n4 - 11.0 / 504.0 * n5 - 830_251.0 / 7_257_600.0 * n6,
        4583.0 / 161_280.0 * n5 - 108_847.0 / 3_991_680.0 * n6,
        20_648_693.0 / 638_668_800.0 * n6,
    ]
}

fn powers() -> [f64; 6] {
    let n2 = N * N;
    let n3 = n2 * N;
    [N, n2, n3, n2 * n2, n2 * n3, n3 * n3]
}

/// Eccentricity of the ellipsoid.
fn eccentricity() -> f64 {
    (FLATTENING * (2.0 - FLATTENING)).sqrt()
}

/// Tangent of the conformal latitude from the tangent of the geographic one; Karney eqs. (7) to (9).
fn conformal_tangent(tau: f64) -> f64 {
    let e = eccentricity();
    let sigma = (e * (e * tau / tau.hypot(1.0)).atanh()).sinh();
    tau * sigma.hypot(1.0) - sigma * tau.hypot(1.0)
}

/// The geographic position of a planar one.
#[must_use]
pub fn to_wgs84(position: Utm32) -> Wgs84 {
    let radius = SCALE * rectifying_radius();
    let xi = position.northing() / radius;
    let eta = (position.easting() - FALSE_EASTING) / radius;
    let (mut xi1, mut eta1) = (xi, eta);
    for (index, beta) in inverse_series().into_iter().enumerate() {
        let k = 2.0 * (index + 1) as f64;
        xi1 -= beta * (k * xi).sin() * (k * eta).cosh();
        eta1 -= beta * (k * xi).cos() * (k * eta).sinh();
    }
    let conformal = xi1.sin() / eta1.sinh().hypot(xi1.cos());
    let lambda = eta1.sinh().atan2(xi1.cos());
    // Newton's method on Karney eqs. (19) to (21); two steps reach the last bit, four are certain.
    let e2 = FLATTENING * (2.0 - FLATTENING);
    let mut tau = conformal;
    for _ in 0..4 {
        let guess = conformal_tangent(tau);
        tau += (conformal - guess) / guess.hypot(1.0) * (1.0 + (1.0 - e2) * tau * tau)
            / ((1.0 - e2) * tau.hypot(1.0));
    }
    // Beyond the pole the meridian of the other side of the Earth is meant.
    let lon = CENTRAL_MERIDIAN + lambda.to_degrees();
    let lon = if lon > 180.0 { lon - 360.0 } else { lon };
    Wgs84::new(lon, tau.atan().to_degrees()).expect("an arc tangent is within a right angle")
}

/// The planar position of a geographic one.
///
/// # Errors
/// [`Error`] if it lies too far from zone 32 to have one.
pub fn to_utm32(position: Wgs84) -> Result<Utm32, Error> {
    let lambda = (position.lon() - CENTRAL_MERIDIAN).to_radians();
    let conformal = conformal_tangent(position.lat().to_radians().tan());
    let xi1 = conformal.atan2(lambda.cos());
    let eta1 = (lambda.sin() / conformal.hypot(lambda.cos())).asinh();
    let (mut xi, mut eta) = (xi1, eta1);
    for (index, alpha) in forward_series().into_iter().enumerate() {
        let k = 2.0 * (index + 1) as f64;
        xi += alpha * (k * xi1).sin() * (k * eta1).cosh();
        eta += alpha * (k * xi1).cos() * (k * eta1).sinh();
    }
    let radius = SCALE * rectifying_radius();
    Utm32::new(FALSE_EASTING + radius * eta, radius * xi)
}

impl From<Utm32> for Wgs84 {
    fn from(position: Utm32) -> Self {
        to_wgs84(position)
    }
}

impl TryFrom<Wgs84> for Utm32 {
    type Error = Error;
    fn try_from(position: Wgs84) -> Result<Self, Error> {
        to_utm32(position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back_is_the_same_place() {
        for (easting, northing) in [
            (382_187.0, 5_697_135.0),
            (405_527.0, 5_717_739.0),
            (500_000.0, 5_650_000.0),
            (356_000.5, 5_645_000.25),
            (690_000.0, 5_333_000.0),
        ] {
            let start = Utm32::new(easting, northing).unwrap();
            let back = to_utm32(to_wgs84(start)).unwrap();
            assert!((back.easting() - easting).abs() < 1e-6);
            assert!((back.northing() - northing).abs() < 1e-6);
        }
    }

    #[test]
    fn the_corners_of_dortmund_agree_with_the_published_box() {
        // EPSG:25832 box E 382187–405527, N 5697135–5717739; WGS 84 box 7.3024, 51.4157, 7.6381, 51.6000.
        let south_west = to_wgs84(Utm32::new(382_187.0, 5_697_135.0).unwrap());
        assert!((south_west.lat() - 51.4157).abs() < 0.006);
        assert!((south_west.lon() - 7.3024).abs() < 0.006);
    }

    #[test]
    fn the_ends_of_the_range_are_positions_too() {
        for easting in [0.0, 500_000.0, 1_000_000.0] {
            for northing in [0.0, 9_997_964.943, 10_000_000.0] {
                let _ = to_wgs84(Utm32::new(easting, northing).unwrap());
            }
        }
    }

    #[cfg(feature = "edge")]
    #[test]
    fn it_agrees_with_an_independent_library_to_a_millimetre() {
        use proj4rs::Proj;
        use proj4rs::transform::transform;
        let geographic = Proj::from_proj_string("+proj=longlat +ellps=GRS80 +no_defs").unwrap();
        let planar =
            Proj::from_proj_string("+proj=utm +zone=32 +ellps=GRS80 +units=m +no_defs").unwrap();
        for lon in [6.0, 6.96, 7.3024, 7.6381, 9.0, 10.5, 12.0] {
            for lat in [47.3, 50.94, 51.4157, 51.6, 55.0] {
                let ours = to_utm32(Wgs84::new(lon, lat).unwrap()).unwrap();
                let mut point = (f64::to_radians(lon), f64::to_radians(lat), 0.0);
                transform(&geographic, &planar, &mut point).unwrap();
                assert!(
                    (ours.easting() - point.0).abs() < 1e-3,
                    "{lon} {lat}: {} against {}",
                    ours.easting(),
                    point.0
                );
                assert!((ours.northing() - point.1).abs() < 1e-3, "{lon} {lat}");
            }
        }
    }
}
