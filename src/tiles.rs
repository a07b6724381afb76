//! Vector tiles of the basemap from the street data.
