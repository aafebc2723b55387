package io.polygate.wire;

/// What a request is encoded for: the model's name at the backend, the vendor's quirks, and the largest event of a
/// stream that is taken.
public record Target(String model, Quirks quirks, int maxEventBytes) {

    /// Room for a whole image in one event.
    public static final int DEFAULT_MAX_EVENT_BYTES = 32 * 1024 * 1024;

    public static Target of(String model) {
        return of(model, Quirks.NONE);
    }

    public static Target of(String model, Quirks quirks) {
        return new Target(model, quirks, DEFAULT_MAX_EVENT_BYTES);
    }
}
