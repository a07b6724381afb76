//! Positions, lengths and the spatial index.
//!
//! Everything inside Lichtweg is in EPSG:25832 metres. WGS 84 exists where files come in and where GeoJSON goes out.

mod coordinates;
mod measure;
mod projection;
mod region;

pub use coordinates::{Error, Utm32, Wgs84};
pub use measure::{Foot, distance, foot_on_line, line_length};
pub use projection::{to_utm32, to_wgs84};
pub use region::Region;
