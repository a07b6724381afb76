//! The class a site needs.

use crate::city::site::Site;
use crate::scenario::kinds::{Kind, Kinds};
use crate::scenario::prices::ServiceClass;
use crate::units::MbitPerS;

/// The rate a class delivers.
#[must_use]
pub const fn rate(class: ServiceClass) -> MbitPerS {
    match class {
        ServiceClass::M100 => MbitPerS::new(100),
        ServiceClass::G1 => MbitPerS::new(1_000),
        ServiceClass::G10 => MbitPerS::new(10_000),
    }
}

/// The class a site needs: the larger of what its kind asks for and what its users add up to, rounded up to a class.
#[must_use]
pub fn need(site: &Site, kind: &Kind, kinds: &Kinds) -> ServiceClass {
    let large = matches!((site.pupils, kind.large_from_pupils), (Some(pupils), Some(from)) if pupils >= from);
    let by_kind = match kind.need_large {
        Some(need_large) if large => kind.need.max(need_large),
        _ => kind.need,
    };
    let users = u64::from(site.pupils.unwrap_or(0)) * u64::from(kinds.per_pupil.get())
        + u64::from(site.desks.unwrap_or(0)) * u64::from(kinds.per_desk.get());
    let by_users = [ServiceClass::M100, ServiceClass::G1]
        .into_iter()
        .find(|&class| users <= u64::from(rate(class).get()))
        .unwrap_or(ServiceClass::G10);
    by_kind.max(by_users)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::city::site::Connection;
    use std::collections::BTreeMap;

    fn check(pupils: Option<u32>, desks: Option<u32>, expected: ServiceClass) {
        let kinds = Kinds {
            per_pupil: MbitPerS::new(1),
            per_desk: MbitPerS::new(2),
            kinds: BTreeMap::new(),
        };
        let kind = Kind {
            label_de: String::new(),
            label_en: String::new(),
            need: ServiceClass::M100,
            large_from_pupils: Some(500),
            need_large: Some(ServiceClass::G10),
            entry: String::new(),
            premium: String::new(),
            shortfall: String::new(),
            school: true,
        };
        let site = Site {
            id: "1".into(),
            name: String::new(),
            kind: "school".into(),
            address: String::new(),
            position: None,
            district: None,
            project_group: None,
            pupils,
            desks,
            connection: Connection::Open,
            source: String::new(),
        };
        assert_eq!(need(&site, &kind, &kinds), expected);
    }

    #[test]
    fn the_need_is_the_larger_of_kind_and_users() {
        check(None, None, ServiceClass::M100);
        check(Some(100), None, ServiceClass::M100);
        check(Some(101), None, ServiceClass::G1);
        check(Some(499), None, ServiceClass::G1);
        check(Some(500), None, ServiceClass::G10);
        check(None, Some(50), ServiceClass::M100);
        check(Some(1), Some(50), ServiceClass::G1);
        check(None, Some(501), ServiceClass::G10);
        check(Some(u32::MAX), Some(u32::MAX), ServiceClass::G10);
    }
}
