//! SteinLib files, and a solution of what could be read.
#![no_main]

use lichtweg_steiner::stp::Problem;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(problem) = Problem::read(data) else {
        return;
    };
    if let Ok(instance) = problem.rooted() {
        // What was read can be written and read again.
        let text = lichtweg_steiner::stp::write(&instance, "fuzz", &[]);
        let again = Problem::read(text.as_bytes()).expect("our own file can be read");
        assert_eq!(again.rooted().expect("as rooted as before"), instance);
    }
});
