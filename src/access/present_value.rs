//! What a price becomes over the planning period: VAT, surcharges, renewal, running cost, residual value.
//!
//! Gross = net × (1 + VAT). Building work carries shares for engineering and contingency on top. An investment of life *L* is made now
//! and again every *L* years within the period of *N* years; what is left of the last one at the end counts as linear residual value,
//! discounted. Running cost is paid at the end of each year. With *v* = 1 ÷ (1 + rate):
//!
//! - investment: C · (Σ over k·L < N of v^(k·L) − (1 − age ÷ L) · v^N), where age = N − k·L of the last investment;
//! - running cost: c · (1 − v^N) ÷ rate, or c · N at rate zero.

use std::iter::Sum;
use std::ops::Add;

use super::Error;
use crate::scenario::prices::PriceBook;
use crate::units::{Euros, Years};

/// One amount seen three ways, all gross.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Money {
    /// Paid once, now.
    pub capex: Euros,
    /// Paid every year.
    pub per_year: Euros,
    /// Both over the planning period, with renewal and residual value.
    pub present_value: Euros,
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            capex: self.capex + other.capex,
            per_year: self.per_year + other.per_year,
            present_value: self.present_value + other.present_value,
        }
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::default(), Add::add)
    }
}

/// The financial terms of a price book, checked and ready to apply.
#[derive(Debug, Clone)]
pub struct Terms {
    vat: f64,
    surcharge: f64,
    annuity: f64,
    trench: f64,
    fibre: f64,
    equipment: f64,
}

/// What an investment is, which decides how long it lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    /// Trench, duct, crossing.
    Trench,
    /// Fibre, building entry, splicing.
    Fibre,
}

impl Terms {
    /// Checks the terms of a price book.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for shares outside 0 to 1, a period outside 1 to 100 years or a life outside 1 to 200 years.
    pub fn new(prices: &PriceBook) -> Result<Self, Error> {
        let within = |name: &'static str, value: f64, least: f64, most: f64| {
            if (least..=most).contains(&value) {
                Ok(value)
            } else {
                Err(Error::OutOfRange { name, value })
            }
        };
        let period = within("period", prices.period.get(), 1.0, 100.0)?;
        let rate = within("discount_rate", prices.discount_rate, 0.0, 1.0)?;
        let life = |name: &'static str, years: Years| {
            within(name, years.get(), 1.0, 200.0).map(|life| investment(life, period, rate))
        };
        Ok(Self {
            vat: 1.0 + within("vat_share", prices.vat_share, 0.0, 1.0)?,
            surcharge: 1.0
                + within("engineering_share", prices.engineering_share, 0.0, 1.0)?
                + within("contingency_share", prices.contingency_share, 0.0, 1.0)?,
            annuity: annuity(period, rate),
            trench: life("life.trench", prices.life.trench)?,
            fibre: life("life.fibre", prices.life.fibre)?,
            equipment: life("life.equipment", prices.life.equipment)?,
        })
    }

    /// Building work: `quantity` units at a net price each.
    pub(crate) fn building(&self, net: Euros, quantity: f64, work: Work) -> Result<Money, Error> {
        let gross = net.as_euros() * quantity * self.surcharge * self.vat;
        let factor = match work {
            Work::Trench => self.trench,
            Work::Fibre => self.fibre,
        };
        Ok(Money {
            capex: Euros::from_euros(gross)?,
            per_year: Euros::ZERO,
            present_value: Euros::from_euros(gross * factor)?,
        })
    }

    /// Active equipment, bought and renewed; it is no building work and carries no surcharge.
    pub(crate) fn equipment(&self, net: Euros) -> Result<Money, Error> {
        let gross = net.as_euros() * self.vat;
        Ok(Money {
            capex: Euros::from_euros(gross)?,
            per_year: Euros::ZERO,
            present_value: Euros::from_euros(gross * self.equipment)?,
        })
    }

    /// A fee paid once that leaves nothing behind.
    pub(crate) fn fee(&self, net: Euros) -> Result<Money, Error> {
        let gross = Euros::from_euros(net.as_euros() * self.vat)?;
        Ok(Money {
            capex: gross,
            per_year: Euros::ZERO,
            present_value: gross,
        })
    }

    /// `quantity` times a net amount every year.
    pub(crate) fn yearly(&self, net: Euros, quantity: f64) -> Result<Money, Error> {
        let gross = net.as_euros() * quantity * self.vat;
        Ok(Money {
            capex: Euros::ZERO,
            per_year: Euros::from_euros(gross)?,
            present_value: Euros::from_euros(gross * self.annuity)?,
        })
    }

    /// The present value of an amount every year that carries no VAT, such as the price of falling short.
    pub(crate) fn value_of_years(&self, per_year: Euros) -> Result<Euros, Error> {
        Ok(per_year.scaled(self.annuity)?)
    }
}

/// Present value of one euro invested now, renewed every `life` years, less the residual value at the end of the period.
fn investment(life: f64, period: f64, rate: f64) -> f64 {
    let mut sum = 0.0;
    let mut last = 0.0;
    let mut renewals = 0_u32;
    while f64::from(renewals) * life < period {
        last = f64::from(renewals) * life;
        sum += discount(last, rate);
        renewals += 1;
    }
    sum - (1.0 - (period - last) / life) * discount(period, rate)
}

/// Present value of one euro paid at the end of every year of the period.
fn annuity(period: f64, rate: f64) -> f64 {
    if rate > 0.0 {
        (1.0 - discount(period, rate)) / rate
    } else {
        period
    }
}

/// Present value of one euro paid after `years`. Whole years by division, which is the same on every machine.
fn discount(years: f64, rate: f64) -> f64 {
    let whole = years.floor();
    let mut value = 1.0;
    let mut year = 0.0;
    while year < whole {
        value /= 1.0 + rate;
        year += 1.0;
    }
    let rest = years - whole;
    if rest > 0.0 {
        value / (1.0 + rate).powf(rest)
    } else {
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(value: f64, expected: f64) {
        assert!((value - expected).abs() < 1e-9, "{value} is not {expected}");
    }

    #[test]
    fn factors_agree_with_values_worked_out_by_hand() {
        // 1.025^-20 = 0.61027094285883; annuity (1 - that) / 0.025.
        close(discount(20.0, 0.025), 0.610_270_942_858_830_8);
        close(annuity(20.0, 0.025), 15.589_162_285_646_77);
        // Trench, 50 years: 30/50 of it is left after 20 years: 1 - 0.6 * 0.610270942….
        close(investment(50.0, 20.0, 0.025), 0.633_837_434_284_701_5);
        // Fibre, 40 years: half is left.
        close(investment(40.0, 20.0, 0.025), 0.694_864_528_570_584_6);
        // Equipment, 7 years: bought at 0, 7 and 14, one year of the last is left: 1 + 1.025^-7 + 1.025^-14 - 1.025^-20 / 7.
        close(
            investment(7.0, 20.0, 0.025),
            1.0 + 0.841_265_235_083_419 + 0.707_727_195_759_960_8 - 0.087_181_563_265_547_25,
        );
    }

    #[test]
    fn without_interest_everything_is_plain_addition() {
        close(annuity(20.0, 0.0), 20.0);
        close(investment(7.0, 21.0, 0.0), 3.0);
        close(investment(10.0, 5.0, 0.0), 0.5);
    }

    #[test]
    fn a_life_that_ends_with_the_period_leaves_nothing_and_is_not_renewed() {
        close(investment(20.0, 20.0, 0.025), 1.0);
    }
}
