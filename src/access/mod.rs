//! What could connect a site: options per technology, or the reason why not.
