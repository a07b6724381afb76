//! German and English words for the enums of the core.
