//! A batch of rows as the server takes it from the network.
#![no_main]

use lichtweg_collectors::row::Batch;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(batch) = serde_json::from_slice::<Batch>(data) else {
        return;
    };
    let text = serde_json::to_vec(&batch).expect("plain data");
    assert_eq!(
        serde_json::from_slice::<Batch>(&text).expect("our own text"),
        batch
    );
});
