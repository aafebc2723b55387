package io.polygate.wire.responses;

/// `maxOutput` bounds what a stream's encoder keeps: the last event repeats the whole output, so all of it is kept
/// until then. A longer answer ends in `response.failed`.
public record ResponsesLimits(int maxOutput) {

    public static final ResponsesLimits DEFAULT = new ResponsesLimits(32 * 1024 * 1024);

    public ResponsesLimits {
        if (maxOutput < 1) {
            throw new IllegalArgumentException("max-output: " + maxOutput + " (expected: >= 1)");
        }
    }
}
