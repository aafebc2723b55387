package io.polygate.wire.responses;

/// `maxOutputBytes` bounds what a stream's encoder keeps: the last event repeats the whole output, so all of it is kept
/// until then. A longer answer ends in `response.failed`.
public record ResponsesLimits(int maxOutputBytes) {

    public static final ResponsesLimits DEFAULT = new ResponsesLimits(32 * 1024 * 1024);

    public ResponsesLimits {
        if (maxOutputBytes < 1) {
            throw new IllegalArgumentException("max-output-bytes: " + maxOutputBytes + " (expected: >= 1)");
        }
    }
}
