//! JSON API, event stream and the files of the map client.
