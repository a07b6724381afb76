//! The synthetic city: made from a seed and a scale, labelled synthetic everywhere.
