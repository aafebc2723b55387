package io.polygate.wire.replay;

/// Reads what a recording says from its JSON, without any code of the product.
interface MeaningReader {

    /// The meaning, or null where the recording is an error.
    Meaning read(Recording recording);

    /// The vendor's message where the recording is an error (a status of failure, or an error inside), else null.
    String error(Recording recording);
}
