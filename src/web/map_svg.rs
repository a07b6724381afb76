//! The server's own picture of the map, for screens without WebGL and for everybody who wants it as a file.
//!
//! Planar coordinates, north up, one thousand units wide. Shape, line and word say the same as the colour.

use std::fmt::Write as _;

use super::answers::{SiteState, Technology};
use super::api::network::drop_ends;
use super::labels;
use super::state::App;
use super::view::{Row, View};
use crate::geometry::Utm32;
use crate::plan::SegmentKind;
use crate::words::{Language, Words};

/// Width of the map in units.
const WIDTH: f64 = 1_000.0;
/// Space around everything.
const MARGIN: f64 = 20.0;
/// Space for the legend to the right of the map.
const LEGEND: f64 = 260.0;

const FIBRE: &str = "#0072B2";
const RADIO: &str = "#B45F00";
const LEASED: &str = "#8E4585";
const OPEN: &str = "#6B7280";
const BAD: &str = "#B3261E";
const EXISTING: &str = "#6B7280";

/// From metres to units of the picture.
struct Frame {
    west: f64,
    north: f64,
    scale: f64,
    height: f64,
}

impl Frame {
    fn around(positions: impl Iterator<Item = Utm32>) -> Self {
        let (low, high) = positions.fold(
            ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]),
            |(low, high), at| {
                (
                    [low[0].min(at.easting()), low[1].min(at.northing())],
                    [high[0].max(at.easting()), high[1].max(at.northing())],
                )
            },
        );
        if low[0] > high[0] {
            return Self {
                west: 0.0,
                north: 0.0,
                scale: 1.0,
                height: WIDTH,
            };
        }
        let wide = (high[0] - low[0]).max(1.0);
        let tall = (high[1] - low[1]).max(1.0);
        let scale = (WIDTH / wide).min(2.0 * WIDTH / tall);
        Self {
            west: low[0],
            north: high[1],
            scale,
            height: (tall * scale).max(360.0),
        }
    }

    fn place(&self, at: Utm32) -> (f64, f64) {
        (
            MARGIN + (at.easting() - self.west) * self.scale,
            MARGIN + (self.north - at.northing()) * self.scale,
        )
    }

    fn path(&self, line: &[Utm32], closed: bool) -> String {
        let mut text = String::new();
        for (number, &at) in line.iter().enumerate() {
            let (x, y) = self.place(at);
            let command = if number == 0 { 'M' } else { 'L' };
            put(&mut text, format_args!("{command}{x:.1} {y:.1}"));
        }
        if closed {
            text.push('Z');
        }
        text
    }
}

/// The whole picture.
pub(super) fn draw(app: &App, view: &View, language: Language) -> String {
    let city = &app.inputs.city;
    let frame = Frame::around(
        city.boundary
            .iter()
            .flatten()
            .flatten()
            .copied()
            .chain(city.streets.junctions.iter().copied())
            .chain(city.sites.iter().filter_map(|site| site.position)),
    );
    let mut picture = String::new();
    head(&mut picture, app, view, &frame, language);
    areas(&mut picture, app, &frame);
    existing(&mut picture, app, &frame, language);
    network(&mut picture, app, view, &frame, language);
    for row in &view.rows {
        if let Some(position) = city.sites[row.site].position {
            site(&mut picture, row, frame.place(position), language);
        }
    }
    legend(&mut picture, app, &frame, language);
    picture.push_str("</svg>\n");
    picture
}

fn head(picture: &mut String, app: &App, view: &View, frame: &Frame, language: Language) {
    let width = WIDTH + 2.0 * MARGIN + LEGEND;
    let height = frame.height + 2.0 * MARGIN;
    let name = escaped(&app.inputs.city.name);
    let of_run = view.run.as_ref().map_or(String::new(), |run| {
        format!(", {} {run}", language.pick("Lauf", "run"))
    });
    let title = format!("{}: {name}{of_run}", language.pick("Karte", "Map"));
    let count = |state: SiteState| {
        view.rows
            .iter()
            .filter(|row| row.shown.state == state)
            .count()
    };
    let counts: Vec<String> = SiteState::ALL
        .into_iter()
        .map(|state| format!("{} {}", count(state), labels::state(state, language)))
        .collect();
    let unplaced = view
        .rows
        .iter()
        .filter(|row| row.shown.lon.is_none())
        .count();
    let unplaced = format!(
        "{unplaced} {}",
        language.pick(
            "ohne Lage sind nicht auf der Karte.",
            "without a position are not on the map."
        )
    );
    let synthetic = if app.inputs.city.synthetic {
        language.pick(" Demodaten.", " Made-up data.")
    } else {
        ""
    };
    let sites = language.pick("Standorte", "Sites");
    let code = language.pick("de", "en");
    put(
        picture,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" \
             aria-labelledby=\"title desc\" xml:lang=\"{code}\" font-family=\"sans-serif\" font-size=\"14\">\n\
             <title id=\"title\">{title}</title>\n<desc id=\"desc\">{sites}: {}. {unplaced}{synthetic}</desc>\n\
             <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
            counts.join(", ")
        ),
    );
}

fn areas(picture: &mut String, app: &App, frame: &Frame) {
    let city = &app.inputs.city;
    let outline = |polygon: &Vec<Vec<Utm32>>| -> String {
        polygon.iter().map(|ring| frame.path(ring, true)).collect()
    };
    for polygon in &city.boundary {
        put(
            picture,
            format_args!(
                "<path d=\"{}\" fill=\"#f3f4f6\" fill-rule=\"evenodd\" stroke=\"#374151\" stroke-width=\"1.5\"/>\n",
                outline(polygon)
            ),
        );
    }
    for district in &city.districts {
        for polygon in &district.polygons {
            put(
                picture,
                format_args!(
                    "<path d=\"{}\" fill=\"none\" fill-rule=\"evenodd\" stroke=\"#9ca3af\" stroke-width=\"0.7\"><title>{}</title></path>\n",
                    outline(polygon),
                    escaped(&district.name)
                ),
            );
        }
    }
}

/// The network there is, grey beneath everything that is planned.
fn existing(picture: &mut String, app: &App, frame: &Frame, language: Language) {
    let network = &app.inputs.city.network;
    let cables = network.cables.iter().map(|cable| &cable.line);
    let ducts = network.ducts.iter().map(|duct| &duct.line);
    let lines: String = cables
        .chain(ducts)
        .map(|line| frame.path(line, false))
        .collect();
    if !lines.is_empty() {
        put(
            picture,
            format_args!(
                "<path d=\"{lines}\" fill=\"none\" stroke=\"{EXISTING}\" stroke-width=\"0.8\"><title>{}</title></path>\n",
                language.pick("Netz im Bestand", "existing network")
            ),
        );
    }
}

/// A bar of a round length, so that distances can be read off.
fn scale_bar(picture: &mut String, frame: &Frame, y: f64) {
    let wanted = 100.0 / frame.scale;
    let Some(metres) = [10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50]
        .into_iter()
        .find(|&metres| f64::from(metres) <= wanted)
    else {
        return;
    };
    let x = WIDTH + 2.0 * MARGIN - 6.0;
    let length = f64::from(metres) * frame.scale;
    let words = if metres >= 1_000 {
        format!("{} km", metres / 1_000)
    } else {
        format!("{metres} m")
    };
    put(
        picture,
        format_args!(
            "<path d=\"M{x:.0} {:.0}v6h{length:.1}v-6\" fill=\"none\" stroke=\"#374151\" stroke-width=\"1.5\"/>\
             <text x=\"{:.0}\" y=\"{y:.0}\">{words}</text>\n",
            y - 10.0,
            x + length + 8.0
        ),
    );
}

const fn dashes(kind: SegmentKind) -> &'static str {
    match kind {
        SegmentKind::Trench => "none",
        SegmentKind::OwnDuct => "8 3",
        SegmentKind::RentedDuct => "2 3",
        SegmentKind::Built => "8 3 2 3",
    }
}

fn network(picture: &mut String, app: &App, view: &View, frame: &Frame, language: Language) {
    let Some(plan) = &view.plan else { return };
    for kind in KINDS {
        let lines: String = plan
            .segments
            .iter()
            .filter(|segment| segment.kind == kind)
            .map(|segment| frame.path(&segment.line, false))
            .collect();
        if !lines.is_empty() {
            put(
                picture,
                format_args!(
                    "<path d=\"{lines}\" fill=\"none\" stroke=\"{FIBRE}\" stroke-width=\"1.6\" stroke-dasharray=\"{}\"><title>{}</title></path>\n",
                    dashes(kind),
                    kind.words(language)
                ),
            );
        }
    }
    let drops: String = plan
        .decisions
        .iter()
        .filter_map(|decision| drop_ends(app, decision))
        .map(|(from, to)| frame.path(&[from, to], false))
        .collect();
    if !drops.is_empty() {
        put(
            picture,
            format_args!(
                "<path d=\"{drops}\" fill=\"none\" stroke=\"{FIBRE}\" stroke-width=\"0.8\"/>\n"
            ),
        );
    }
}

const KINDS: [SegmentKind; 4] = [
    SegmentKind::Trench,
    SegmentKind::OwnDuct,
    SegmentKind::RentedDuct,
    SegmentKind::Built,
];

fn site(picture: &mut String, row: &Row, at: (f64, f64), language: Language) {
    let row = &row.shown;
    let words = row.technology.map_or_else(
        || labels::state(row.state, language).to_owned(),
        |technology| {
            format!(
                "{}, {}",
                labels::technology(technology, language),
                labels::state(row.state, language)
            )
        },
    );
    put(
        picture,
        format_args!(
            "<g>{}<title>{}: {words}</title></g>\n",
            sign(row.state, row.technology, at),
            escaped(&row.name)
        ),
    );
}

/// The sign of a site: shape and colour by technology, a dark rim when it is connected already.
fn sign(state: SiteState, technology: Option<Technology>, (x, y): (f64, f64)) -> String {
    let rim = if state == SiteState::Connected {
        "stroke=\"#111827\" stroke-width=\"1.5\""
    } else {
        "stroke=\"#ffffff\" stroke-width=\"0.7\""
    };
    match (state, technology) {
        (SiteState::Unsolvable, _) => format!(
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4.5\" fill=\"#ffffff\" stroke=\"{BAD}\" stroke-width=\"1.5\"/>\
             <path d=\"M{:.1} {:.1}l4 4m0 -4l-4 4\" stroke=\"{BAD}\" stroke-width=\"1.5\"/>",
            x - 2.0,
            y - 2.0
        ),
        (_, Some(Technology::Fibre)) => {
            format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4.5\" fill=\"{FIBRE}\" {rim}/>")
        }
        (_, Some(Technology::Radio)) => format!(
            "<path d=\"M{x:.1} {:.1}l5 9h-10z\" fill=\"{RADIO}\" {rim}/>",
            y - 5.5
        ),
        (_, Some(Technology::Leased)) => format!(
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"8\" height=\"8\" fill=\"{LEASED}\" {rim}/>",
            x - 4.0,
            y - 4.0
        ),
        (_, None) => format!(
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"#ffffff\" stroke=\"{OPEN}\" stroke-width=\"1.5\"/>"
        ),
    }
}

fn legend(picture: &mut String, app: &App, frame: &Frame, language: Language) {
    let x = WIDTH + 2.0 * MARGIN;
    let mut y = MARGIN + 12.0;
    let signs = [
        (SiteState::Planned, Some(Technology::Fibre)),
        (SiteState::Planned, Some(Technology::Radio)),
        (SiteState::Planned, Some(Technology::Leased)),
        (SiteState::Open, None),
        (SiteState::Unsolvable, None),
        (SiteState::Connected, Some(Technology::Fibre)),
    ];
    for (state, technology) in signs {
        let words = match (state, technology) {
            (SiteState::Planned, Some(technology)) => labels::technology(technology, language),
            _ => labels::state(state, language).to_owned(),
        };
        let sign = sign(state, technology, (x, y - 4.5));
        put(
            picture,
            format_args!(
                "{sign}<text x=\"{:.0}\" y=\"{y:.0}\">{words}</text>\n",
                x + 14.0
            ),
        );
        y += 24.0;
    }
    for kind in KINDS {
        put(
            picture,
            format_args!(
                "<path d=\"M{:.0} {:.1}h24\" fill=\"none\" stroke=\"{FIBRE}\" stroke-width=\"2\" stroke-dasharray=\"{}\"/>\
                 <text x=\"{:.0}\" y=\"{y:.0}\">{}</text>\n",
                x - 6.0,
                y - 4.5,
                dashes(kind),
                x + 26.0,
                kind.words(language)
            ),
        );
        y += 24.0;
    }
    put(
        picture,
        format_args!(
            "<path d=\"M{:.0} {:.1}h24\" fill=\"none\" stroke=\"{EXISTING}\" stroke-width=\"0.8\"/>\
             <text x=\"{:.0}\" y=\"{y:.0}\">{}</text>\n",
            x - 6.0,
            y - 4.5,
            x + 26.0,
            language.pick("Netz im Bestand", "existing network")
        ),
    );
    y += 24.0;
    scale_bar(picture, frame, y);
    y += 24.0;
    if app.inputs.city.synthetic {
        let words = language.pick("Demodaten", "Made-up data");
        put(
            picture,
            format_args!("<text x=\"{x:.0}\" y=\"{y:.0}\" font-weight=\"bold\">{words}</text>\n"),
        );
        y += 24.0;
    }
    for source in &app.inputs.city.attribution {
        put(
            picture,
            format_args!(
                "<text x=\"{x:.0}\" y=\"{y:.0}\" font-size=\"11\">{}</text>\n",
                escaped(source)
            ),
        );
        y += 16.0;
    }
}

fn put(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    text.write_fmt(arguments)
        .expect("writing to memory does not fail");
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            // Control characters have no place in XML.
            _ if letter.is_control() => safe.push(' '),
            _ => safe.push(letter),
        }
    }
    safe
}
