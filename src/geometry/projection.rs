//! Between UTM zone 32N on GRS 80 and geographic coordinates.
//!
//! Krüger's series in the third flattening to the sixth order, after Karney (2011), "Transverse Mercator with an accuracy of a few
//! nanometres", eq. (12), (35) and (36). ETRS89 and WGS 84 are taken as one datum, as everywhere in planning. Valid, and tested, in
//! the whole range of [`Utm32`] up to 84° north; other systems are the importers' business.

use super::{Error, Utm32, Wgs84};

const SEMI_MAJOR_M: f64 = 6_378_137.0;
const FLATTENING: f64 = 1.0 / 298.257_222_101;
const SCALE: f64 = 0.9996;
const FALSE_EASTING_M: f64 = 500_000.0;
const CENTRAL_MERIDIAN_DEG: f64 = 9.0;
/// Third flattening.
const N: f64 = FLATTENING / (2.0 - FLATTENING);

/// Rectifying radius times scale, Karney eq. (14).
const fn radius() -> f64 {
    let n2 = N * N;
    SCALE * SEMI_MAJOR_M / (1.0 + N) * (1.0 + n2 / 4.0 + n2 * n2 / 64.0 + n2 * n2 * n2 / 256.0)
}

/// Coefficients from conformal to rectifying latitude, Karney eq. (35).
const fn alpha() -> [f64; 6] {
    let (n, n2) = (N, N * N);
    let (n3, n4) = (n2 * n, n2 * n2);
    let (n5, n6) = (n4 * n, n4 * n2);
    [
        n / 2.0 - 2.0 * n2 / 3.0 + 5.0 * n3 / 16.0 + 41.0 * n4 / 180.0 - 127.0 * n5 / 288.0
            + 7891.0 * n6 / 37800.0,
        13.0 * n2 / 48.0 - 3.0 * n3 / 5.0 + 557.0 * n4 / 1440.0 + 281.0 * n5 / 630.0
            - 1_983_433.0 * n6 / 1_935_360.0,
        61.0 * n3 / 240.0 - 103.0 * n4 / 140.0
            + 15061.0 * n5 / 26880.0
            + 167_603.0 * n6 / 181_440.0,
        49561.0 * n4 / 161_280.0 - 179.0 * n5 / 168.0 + 6_601_661.0 * n6 / 7_257_600.0,
        34729.0 * n5 / 80640.0 - 3_418_889.0 * n6 / 1_995_840.0,
        212_378_941.0 * n6 / 319_334_400.0,
    ]
}

/// Coefficients from rectifying to conformal latitude, Karney eq. (36).
const fn beta() -> [f64; 6] {
    let (n, n2) = (N, N * N);
    let (n3, n4) = (n2 * n, n2 * n2);
    let (n5, n6) = (n4 * n, n4 * n2);
    [
        n / 2.0 - 2.0 * n2 / 3.0 + 37.0 * n3 / 96.0 - n4 / 360.0 - 81.0 * n5 / 512.0
            + 96199.0 * n6 / 604_800.0,
        n2 / 48.0 + n3 / 15.0 - 437.0 * n4 / 1440.0 + 46.0 * n5 / 105.0
            - 1_118_711.0 * n6 / 3_870_720.0,
        17.0 * n3 / 480.0 - 37.0 * n4 / 840.0 - 209.0 * n5 / 4480.0 + 5569.0 * n6 / 90720.0,
        4397.0 * n4 / 161_280.0 - 11.0 * n5 / 504.0 - 830_251.0 * n6 / 7_257_600.0,
        4583.0 * n5 / 161_280.0 - 108_847.0 * n6 / 3_991_680.0,
        20_648_693.0 * n6 / 638_668_800.0,
    ]
}

/// First eccentricity.
fn eccentricity() -> f64 {
    (FLATTENING * (2.0 - FLATTENING)).sqrt()
}

/// Tangent of the conformal latitude from the tangent of the geographic latitude, Karney eq. (7).
fn conformal(tau: f64) -> f64 {
    let e = eccentricity();
    let root = tau.hypot(1.0);
    let sigma = (e * (e * tau / root).atanh()).sinh();
    tau * sigma.hypot(1.0) - sigma * root
}

impl From<Utm32> for Wgs84 {
    /// The geographic position; exact to far below a millimetre.
    fn from(position: Utm32) -> Self {
        let xi = position.northing() / radius();
        let eta = (position.easting() - FALSE_EASTING_M) / radius();
        let (mut xi_, mut eta_) = (xi, eta);
        let mut twice = 2.0;
        for b in beta() {
            xi_ -= b * (twice * xi).sin() * (twice * eta).cosh();
            eta_ -= b * (twice * xi).cos() * (twice * eta).sinh();
            twice += 2.0;
        }
        let goal = xi_.sin() / eta_.sinh().hypot(xi_.cos());
        let longitude = eta_.sinh().atan2(xi_.cos()).to_degrees() + CENTRAL_MERIDIAN_DEG;
        // Newton's method, Karney eq. (19) to (21); two steps reach the last bit, the rest is for the poles.
        let e2 = FLATTENING * (2.0 - FLATTENING);
        let mut tau = goal / (1.0 - e2);
        for _ in 0..5 {
            let now = conformal(tau);
            tau += (goal - now) / now.hypot(1.0) * (1.0 + (1.0 - e2) * tau * tau)
                / ((1.0 - e2) * tau.hypot(1.0));
        }
        let wrapped = (longitude + 540.0).rem_euclid(360.0) - 180.0;
        Self::new(wrapped, tau.atan().to_degrees().clamp(-90.0, 90.0))
            .expect("an arc tangent is a latitude")
    }
}

impl TryFrom<Wgs84> for Utm32 {
    type Error = Error;

    /// The position in zone 32.
    ///
    /// # Errors
    /// [`Error`] if it lies outside the range of [`Utm32`]: south of the equator or far from the central meridian.
    fn try_from(position: Wgs84) -> Result<Self, Error> {
        let refused = Error {
            x: position.lon(),
            y: position.lat(),
            system: "UTM zone 32N",
        };
        let away = (position.lon() - CENTRAL_MERIDIAN_DEG).to_radians();
        if away.abs() > 0.7 || !(0.0..=84.0).contains(&position.lat()) {
            return Err(refused);
        }
        let tau = conformal(position.lat().to_radians().tan());
        let xi_ = tau.atan2(away.cos());
        let eta_ = (away.sin() / tau.hypot(away.cos())).asinh();
        let (mut xi, mut eta) = (xi_, eta_);
        let mut twice = 2.0;
        for a in alpha() {
            xi += a * (twice * xi_).sin() * (twice * eta_).cosh();
            eta += a * (twice * xi_).cos() * (twice * eta_).sinh();
            twice += 2.0;
        }
        Self::new(FALSE_EASTING_M + radius() * eta, radius() * xi).map_err(|_| refused)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_positions_agree() {
        // The ministry's school list gives easting and northing in whole metres; the degrees were computed with PROJ.
        for (easting, northing, lon, lat) in [
            (352_258.0, 5_645_500.0, 6.897_017, 50.942_172),
            (386_899.0, 5_711_727.0, 7.368_935, 51.545_291),
            (471_933.0, 5_766_381.0, 8.590_729, 52.047_326),
        ] {
            let position = Wgs84::from(Utm32::new(easting, northing).unwrap());
            assert!((position.lon() - lon).abs() < 1e-6, "{position:?}");
            assert!((position.lat() - lat).abs() < 1e-6, "{position:?}");
        }
    }

    #[test]
    fn a_place_on_another_continent_is_refused() {
        assert!(Utm32::try_from(Wgs84::new(-60.0, 10.0).unwrap()).is_err());
        assert!(Utm32::try_from(Wgs84::new(9.0, -1.0).unwrap()).is_err());
    }

    proptest! {
        #[test]
        fn there_and_back_is_the_same_place(easting in 100_000.0..900_000.0, northing in 1_000.0..9_300_000.0) {
            let from = Utm32::new(easting, northing).unwrap();
            let back = Utm32::try_from(Wgs84::from(from)).unwrap();
            prop_assert!((back.easting() - easting).abs() < 1e-6);
            prop_assert!((back.northing() - northing).abs() < 1e-6);
        }

        #[test]
        fn no_position_panics(easting in 0.0..=1_000_000.0, northing in 0.0..=10_000_000.0) {
            let _ = Wgs84::from(Utm32::new(easting, northing).unwrap());
        }
    }
}
