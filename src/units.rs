//! Quantities and the arithmetic that means something.
//!
//! Money is whole cents in an `i64`, so that sums and the certified gap are exact and equal on every machine.
//! Measured quantities are finite by construction, so that `Ord` is honest.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};

use serde::{Deserialize, Serialize};

/// A value that is not a quantity: not a number, infinite, or outside the stated range.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{value} is not a valid number of {unit}")]
pub struct Error {
    /// The refused value.
    pub value: f64,
    /// Name of the unit it was meant in.
    pub unit: &'static str,
}

/// An amount of money in whole cents. Negative amounts are differences, never prices.
#[derive(
    Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Euros(i64);

impl Euros {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// An amount of whole cents.
    #[must_use]
    pub const fn from_cents(cents: i64) -> Self {
        Self(cents)
    }

    /// The nearest whole cent to an amount in euros; ties away from zero.
    ///
    /// # Errors
    /// [`Error`] if the amount is not finite or its magnitude exceeds 90 thousand million euros.
    pub fn from_euros(euros: f64) -> Result<Self, Error> {
        let cents = (euros * 100.0).round();
        if cents.is_finite() && cents.abs() < 9e12 {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "magnitude was checked against 9e12"
            )]
            Ok(Self(cents as i64))
        } else {
            Err(Error {
                value: euros,
                unit: "euros",
            })
        }
    }

    /// The amount in whole cents.
    #[must_use]
    pub const fn cents(self) -> i64 {
        self.0
    }

    /// The amount in euros, for showing and for ratios, never for sums.
    #[must_use]
    pub fn as_euros(self) -> f64 {
        self.0 as f64 / 100.0
    }

    /// This amount times a dimensionless factor, rounded once to the nearest cent.
    ///
    /// # Errors
    /// [`Error`] if the product is not finite or too large.
    pub fn scaled(self, factor: f64) -> Result<Self, Error> {
        Self::from_euros(self.as_euros() * factor)
    }
}

impl Add for Euros {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Euros {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Euros {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl SubAssign for Euros {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Neg for Euros {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Mul<i64> for Euros {
    type Output = Self;
    fn mul(self, count: i64) -> Self {
        Self(self.0.saturating_mul(count))
    }
}

impl Sum for Euros {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Euros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02} €", cents / 100, cents % 100)
    }
}

/// Declares a finite, non-negative measured quantity stored as `f64`.
macro_rules! measured {
    ($(#[$doc:meta])* $name:ident, $unit:literal) => {
        $(#[$doc])*
        #[derive(Debug, Default, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
        #[serde(try_from = "f64", into = "f64")]
        pub struct $name(f64);

        impl $name {
            /// Nothing of it.
            pub const ZERO: Self = Self(0.0);

            /// Takes a finite value of zero or more.
            ///
            /// # Errors
            /// [`Error`] for a negative value, NaN or infinity.
            pub fn new(value: f64) -> Result<Self, Error> {
                if value.is_finite() && value >= 0.0 {
                    // Adding zero turns -0.0 into 0.0, so that equal values print equally.
                    Ok(Self(value + 0.0))
                } else {
                    Err(Error { value, unit: $unit })
                }
            }

            /// The bare number in the unit of the type.
            #[must_use]
            pub const fn get(self) -> f64 {
                self.0
            }
        }

        impl Eq for $name {}

        #[expect(clippy::derive_ord_xor_partial_ord, reason = "values are finite, so the derived order is total")]
        impl Ord for $name {
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                self.0.total_cmp(&other.0)
            }
        }

        impl TryFrom<f64> for $name {
            type Error = Error;
            fn try_from(value: f64) -> Result<Self, Error> {
                Self::new(value)
            }
        }

        impl From<$name> for f64 {
            fn from(value: $name) -> f64 {
                value.0
            }
        }

        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }

        impl AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                self.0 += other.0;
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(values: I) -> Self {
                values.fold(Self::ZERO, Add::add)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{} {}", self.0, $unit)
            }
        }
    };
}

measured!(
    /// A length on the ground in metres.
    Metres,
    "m"
);
measured!(
    /// A span of time in years, possibly with a fraction.
    Years,
    "years"
);

/// The price of one metre of something.
#[derive(
    Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct EurosPerMetre(Euros);

impl EurosPerMetre {
    /// A price given for one metre.
    #[must_use]
    pub const fn new(price: Euros) -> Self {
        Self(price)
    }

    /// The price of one metre.
    #[must_use]
    pub const fn per_metre(self) -> Euros {
        self.0
    }
}

impl Mul<EurosPerMetre> for Metres {
    type Output = Euros;
    /// Rounded once to the nearest cent. Lengths are bounded by the importers, so the product fits.
    fn mul(self, price: EurosPerMetre) -> Euros {
        Euros::from_euros(self.0 * price.0.as_euros()).unwrap_or(Euros(i64::MAX / 4))
    }
}

/// A data rate in whole megabits per second.
#[derive(
    Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct MbitPerS(u32);

impl MbitPerS {
    /// A rate of whole megabits per second.
    #[must_use]
    pub const fn new(rate: u32) -> Self {
        Self(rate)
    }

    /// The bare number.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

/// The share of time a service is up, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Availability(f64);

impl Availability {
    /// Takes a share between 0 and 1.
    ///
    /// # Errors
    /// [`Error`] outside that range or for NaN.
    pub fn new(share: f64) -> Result<Self, Error> {
        if (0.0..=1.0).contains(&share) {
            Ok(Self(share))
        } else {
            Err(Error {
                value: share,
                unit: "availability (0 to 1)",
            })
        }
    }

    /// The share, 0 to 1.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for Availability {
    type Error = Error;
    fn try_from(value: f64) -> Result<Self, Error> {
        Self::new(value)
    }
}

impl From<Availability> for f64 {
    fn from(value: Availability) -> f64 {
        value.0
    }
}

/// Reads and writes money as a number of euros with at most two decimals, the way people write it in TOML and JSON.
///
/// Use it as `#[serde(with = "crate::units::in_euros")]`, or `in_euros::map` for a map of amounts.
pub mod in_euros {
    use serde::{Deserialize, Deserializer, Serializer, de};

    use super::Euros;

    /// Writes the amount as a number of euros.
    ///
    /// # Errors
    /// Whatever the serializer reports.
    pub fn serialize<S: Serializer>(amount: &Euros, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(amount.as_euros())
    }

    /// Reads a number of euros, rounded to the nearest cent.
    ///
    /// # Errors
    /// If the number is not finite or too large.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Euros, D::Error> {
        Euros::from_euros(f64::deserialize(deserializer)?).map_err(de::Error::custom)
    }

    /// The same for a map of amounts.
    pub mod map {
        use std::collections::BTreeMap;

        use serde::{Deserialize, Deserializer, Serializer, de};

        use super::Euros;

        /// Writes each amount as a number of euros.
        ///
        /// # Errors
        /// Whatever the serializer reports.
        pub fn serialize<S: Serializer>(
            amounts: &BTreeMap<String, Euros>,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            serializer.collect_map(amounts.iter().map(|(key, amount)| (key, amount.as_euros())))
        }

        /// Reads a map of numbers of euros.
        ///
        /// # Errors
        /// If a number is not finite or too large.
        pub fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<BTreeMap<String, Euros>, D::Error> {
            BTreeMap::<String, f64>::deserialize(deserializer)?
                .into_iter()
                .map(|(key, euros)| {
                    Euros::from_euros(euros)
                        .map(|amount| (key, amount))
                        .map_err(de::Error::custom)
                })
                .collect()
        }
    }
}
