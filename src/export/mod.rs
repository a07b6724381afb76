//! Files out.

pub mod city_files;
