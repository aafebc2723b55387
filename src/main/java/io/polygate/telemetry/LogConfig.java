package io.polygate.telemetry;

/// What is logged, and how a line looks. `calls` is the one line per call.
public record LogConfig(Format format, Level level, boolean calls) {

    /// `JSON` for machines, `PLAIN` for people.
    public enum Format {
        JSON,
        PLAIN
    }

    /// The least important level that is still printed.
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }
}
