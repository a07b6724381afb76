//! `lichtweg explain`: one site, its options and the plan's decision line by line.

use anyhow::Context as _;
use clap::Args;
use serde_json::{Value, json};

use super::Outcome;
use super::city::{PlanArguments, Planned, Policies};
use super::export::Tongue;
use crate::city::site::{Connection, Site, SiteId};
use crate::plan::{SiteDecision, SiteOption};
use crate::units::Euros;
use crate::words::{Language, Words};

/// Explain the decision for one site
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    plan: PlanArguments,
    /// Id of the site
    site: String,
    /// Scenario of the city file instead of its default
    #[arg(long, value_name = "NAME")]
    scenario: Option<String>,
    /// Language of the words in the table
    #[arg(long, value_enum, default_value = "en")]
    lang: Tongue,
    /// Print one JSON object instead of a table
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let inputs = arguments.plan.load()?;
    let id = SiteId::from(arguments.site.as_str());
    let unknown = || {
        format!(
            "unknown site `{id}`\nhint: `lichtweg export {} --format csv` lists all sites",
            arguments.plan.city.display()
        )
    };
    let exists = inputs.city.sites.iter().any(|site| site.id == id);
    if !exists {
        anyhow::bail!(unknown());
    }
    let scenario = arguments.scenario.as_deref();
    let planned = arguments.plan.plan(&inputs, scenario, Policies::Own)?;
    let site = planned
        .city
        .sites
        .iter()
        .find(|site| site.id == id)
        .with_context(unknown)?;
    let decision = planned.plan.decision(&id);
    if arguments.json {
        println!("{:#}", as_json(&planned, site, decision));
    } else {
        print_table(&planned, site, decision, arguments.lang.into());
    }
    Ok(match decision {
        Some(decision) if decision.technology.is_none() => Outcome::DoneWithFindings,
        _ => Outcome::Done,
    })
}

/// Metres of street on the way to a site, and how many other sites share some of it.
fn way(planned: &Planned, decision: &SiteDecision) -> (f64, usize) {
    let metres: f64 = decision
        .route
        .iter()
        .map(|&index| planned.plan.segments[index as usize].length.get())
        .sum();
    let shared = planned
        .plan
        .decisions
        .iter()
        .filter(|other| other.site != decision.site)
        .filter(|other| {
            other
                .route
                .iter()
                .any(|index| decision.route.contains(index))
        })
        .count();
    (metres, shared)
}

fn as_json(planned: &Planned, site: &Site, decision: Option<&SiteDecision>) -> Value {
    let language = [Language::German, Language::English];
    let option = |option: &SiteOption, chosen: bool| match &option.offer {
        Ok(offer) => json!({
            "technology": option.technology, "available": true, "chosen": chosen,
            "capex_eur": offer.capex.as_euros(), "opex_per_year_eur": offer.opex_per_year.as_euros(),
            "present_value_eur": offer.present_value.as_euros(), "shortfall_eur": offer.shortfall.as_euros(),
            "premium_eur": offer.premium.as_euros(), "objective_eur": offer.objective().as_euros(),
            "class": offer.class, "lead_time_weeks": offer.lead_time_weeks, "score": offer.score,
        }),
        Err(reason) => {
            let [german, english] = language.map(|language| reason.words(language));
            json!({
                "technology": option.technology, "available": false, "chosen": false,
                "reason": reason, "reason_de": german, "reason_en": english,
            })
        }
    };
    let decided = decision.map(|decision| {
        let (route_m, shared_with) = way(planned, decision);
        json!({
            "technology": decision.technology,
            "need": decision.need,
            "class": decision.class,
            // Amounts are present values over this period at this rate, but for what is paid once and every year.
            "period_years": planned.scenario.prices.period,
            "discount_rate": planned.scenario.prices.discount_rate,
            "investment_eur": decision.amounts.investment.as_euros(),
            "running_per_year_eur": decision.amounts.running_per_year.as_euros(),
            "share_eur": decision.amounts.cost.as_euros(),
            "own_share_eur": decision.amounts.own_share.as_euros(),
            "shortfall_eur": decision.amounts.shortfall.as_euros(),
            "premium_eur": decision.amounts.premium.as_euros(),
            "saved_if_left_eur": decision.saved_if_left.as_euros(),
            "stand_alone_eur": decision.stand_alone.map(Euros::as_euros),
            "drop_m": decision.drop.map(crate::units::Metres::get),
            "route_m": route_m,
            "shared_with": shared_with,
            "fed_from": decision.fed_from,
            "breakdown": decision.breakdown.iter()
                .map(|row| json!({ "item": row.item, "amount_eur": row.amount.as_euros() })).collect::<Vec<_>>(),
            "options": decision.options.iter()
                .map(|known| option(known, Some(known.technology) == decision.technology)).collect::<Vec<_>>(),
        })
    });
    json!({
        "id": site.id, "name": site.name, "kind": site.kind, "district": site.district,
        "connection": site.connection, "source": site.source, "decision": decided,
    })
}

fn print_table(
    planned: &Planned,
    site: &Site,
    decision: Option<&SiteDecision>,
    language: Language,
) {
    println!("{} {} ({})", site.id, site.name, site.kind);
    let Some(decision) = decision else {
        debug_assert!(site.connection != Connection::Open);
        let today = site.connection.words(language);
        println!(
            "{}: {today}",
            language.pick("heute angebunden", "connected today")
        );
        return;
    };
    let technology = decision.technology.map_or(
        language.pick("nicht lösbar", "not solvable").into(),
        |technology| technology.words(language),
    );
    println!("{}: {technology}", language.pick("Plan", "plan"));
    println!(
        "{}: {}",
        language.pick("Bedarf", "need"),
        decision.need.words(language)
    );
    let prices = &planned.scenario.prices;
    let (years, per_cent) = (
        prices.period.get(),
        (prices.discount_rate * 1e6).round() / 1e4,
    );
    println!(
        "{}",
        match language {
            Language::German => format!(
                "Beträge sind Barwerte über {years} Jahre bei {} % Zins, wo nichts anderes steht",
                per_cent.to_string().replace('.', ",")
            ),
            Language::English => format!(
                "amounts are present values over {years} years at {per_cent} % interest unless said otherwise"
            ),
        }
    );
    println!(
        "  {:<14} {:<11} {:>32} {:>16} {:>16}",
        "",
        "",
        language.pick(
            "Barwert mit Politikanteilen",
            "present value, with policy terms"
        ),
        language.pick("einmalig", "once"),
        language.pick("je Jahr", "a year"),
    );
    for option in &decision.options {
        let name = option.technology.words(language);
        match &option.offer {
            Ok(offer) => println!(
                "  {name:<14} {:<11} {:>32} {:>16} {:>16}  {} {:.0}, {} {}",
                offer.class.words(language),
                offer.objective().to_string(),
                offer.capex.to_string(),
                offer.opex_per_year.to_string(),
                language.pick("Punkte", "score"),
                offer.score,
                offer.lead_time_weeks,
                language.pick("Wochen", "weeks"),
            ),
            Err(reason) => println!("  {name:<14} {}", reason.words(language)),
        }
    }
    let amount = |name: &str, amount: Euros| println!("{name:<50}{:>18}", amount.to_string());
    amount(
        language.pick(
            "Anteil an den Kosten, Barwert",
            "share of the cost, present value",
        ),
        decision.amounts.cost,
    );
    for row in &decision.breakdown {
        amount(&format!("  {}", row.item.words(language)), row.amount);
    }
    amount(
        language.pick("im Anteil: einmalig gezahlt", "of the share: paid once"),
        decision.amounts.investment,
    );
    amount(
        language.pick(
            "im Anteil: jährlich gezahlt",
            "of the share: paid every year",
        ),
        decision.amounts.running_per_year,
    );
    amount(
        language.pick(
            "Ersparnis, wenn der Standort entfällt, Barwert",
            "saved if the site leaves, present value",
        ),
        decision.saved_if_left,
    );
    if let Some(alone) = decision.stand_alone {
        amount(
            language.pick(
                "allein, Barwert mit Politikanteilen",
                "alone, present value with policy terms",
            ),
            alone,
        );
    }
    if let Some(node) = &decision.fed_from {
        let (metres, shared) = way(planned, decision);
        println!(
            "{}",
            match language {
                Language::German =>
                    format!("Weg von {node}: {metres:.0} m, geteilt mit {shared} Standorten"),
                Language::English =>
                    format!("from {node}: {metres:.0} m, shared with {shared} sites"),
            }
        );
    }
}
