//! Who pays which part of what is shared: equal parts among the sites behind it, to the cent.
//!
//! This is the Shapley value of the fixed-tree game. Cents that do not divide go to the lowest site ids.

use super::ItemAmount;
use crate::city::site::Site;
use crate::units::Euros;

/// The part of a cost the city pays itself. All of it until funding is known.
pub(super) fn own_share(_site: &Site, cost: Euros) -> Euros {
    cost
}

/// What the `index`-th of `count` sites pays of an amount.
pub(super) fn part(amount: Euros, count: usize, index: usize) -> Euros {
    let count = i64::try_from(count).expect("fewer sites than 63 bits can count");
    let index = i64::try_from(index).expect("fewer sites than 63 bits can count");
    let (each, over) = (
        amount.cents().div_euclid(count),
        amount.cents().rem_euclid(count),
    );
    Euros::from_cents(each + i64::from(index < over))
}

/// What the `index`-th of `count` sites pays of each item, so that its items add up to its part of the whole.
pub(super) fn parts(items: &[ItemAmount], count: usize, index: usize) -> Vec<ItemAmount> {
    let mut so_far = Euros::ZERO;
    let mut paid = Euros::ZERO;
    items
        .iter()
        .map(|item| {
            so_far += item.amount;
            let due = part(so_far, count, index);
            let amount = due - paid;
            paid = due;
            ItemAmount {
                item: item.item,
                amount,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::access::Item;

    #[test]
    fn left_over_cents_go_to_the_first() {
        let paid: Vec<i64> = (0..3)
            .map(|index| part(Euros::from_cents(200), 3, index).cents())
            .collect();
        assert_eq!(paid, [67, 67, 66]);
    }

    proptest! {
        #[test]
        fn parts_add_up_in_both_directions(
            amounts in prop::collection::vec(0_i64..100_000_000, 1..5),
            count in 1_usize..40,
        ) {
            let items: Vec<ItemAmount> = amounts
                .iter()
                .map(|&cents| ItemAmount { item: Item::Trench, amount: Euros::from_cents(cents) })
                .collect();
            let whole: Euros = items.iter().map(|item| item.amount).sum();
            let all: Vec<Vec<ItemAmount>> = (0..count).map(|index| parts(&items, count, index)).collect();
            for (index, mine) in all.iter().enumerate() {
                let sum: Euros = mine.iter().map(|item| item.amount).sum();
                prop_assert_eq!(sum, part(whole, count, index));
                prop_assert!(mine.iter().all(|item| item.amount >= Euros::ZERO));
            }
            for (place, item) in items.iter().enumerate() {
                let sum: Euros = all.iter().map(|mine| mine[place].amount).sum();
                prop_assert_eq!(sum, item.amount);
            }
        }
    }
}
