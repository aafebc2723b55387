package io.polygate.telemetry;

import io.polygate.model.ErrorKind;
import io.polygate.model.Units;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// One line per call on standard output, as JSON or plain text. Holds names and numbers, never a key or a body.
///
/// One per shard, used on the shard's context.
public final class CallLog {

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    private LogConfig config;
    private final LineSink sink;
    private final StringBuilder line = new StringBuilder(512);
    private long second;
    private String secondText = "";

    public CallLog(LogConfig config, LineSink sink) {
        this.config = config;
        this.sink = sink;
    }

    public void use(LogConfig next) {
        config = next;
    }

    public void log(CallRecord call) {
        if (!config.calls()) {
            return;
        }
        line.setLength(0);
        if (config.format() == LogConfig.Format.JSON) {
            json(call);
        } else {
            plain(call);
        }
        sink.add(line.append('\n').toString());
    }

    private void json(CallRecord call) {
        line.append("{\"time\":\"");
        time();
        line.append("\",\"level\":\"").append(level(call.error())).append("\",\"event\":\"call\"");
        text("id", call.id());
        text("door", call.door());
        text("operation", call.operation());
        text("key", call.key());
        text("provider", call.provider());
        text("model", call.model());
        text("target", call.target());
        line.append(",\"stream\":").append(call.stream()).append(",\"status\":").append(call.status());
        text("error", call.error() == null ? null : call.error().label());
        text("finish", call.finish());
        millis("duration_ms", call.nanos());
        millis("overhead_ms", call.overheadNanos());
        if (call.firstByteNanos() > 0) {
            millis("first_byte_ms", call.firstByteNanos());
        }
        var tokens = call.tokens();
        if (tokens.known()) {
            line.append(",\"input_tokens\":").append(tokens.totalInput());
            line.append(",\"cached_tokens\":").append(tokens.cachedInput());
            line.append(",\"output_tokens\":").append(tokens.totalOutput());
            line.append(",\"reasoning_tokens\":").append(tokens.reasoning());
        }
        if (!call.units().isEmpty()) {
            units(call.units());
        }
        line.append(",\"attempts\":").append(call.attempts());
        text("route", call.route());
        line.append('}');
    }

    private void plain(CallRecord call) {
        time();
        line.append(' ').append(level(call.error())).append(" call ").append(call.id());
        line.append(' ').append(call.door()).append(' ').append(call.operation());
        line.append(" key=").append(call.key()).append(" model=");
        Escape.append(line, call.model());
        line.append(" provider=").append(call.provider()).append(" status=").append(call.status());
        if (call.error() != null) {
            line.append(" error=").append(call.error().label());
        }
        line.append(" ms=");
        Millis.append(line, call.nanos());
        line.append(" overhead=");
        Millis.append(line, call.overheadNanos());
        var tokens = call.tokens();
        if (tokens.known()) {
            line.append(" tokens=").append(tokens.totalInput()).append('+').append(tokens.totalOutput());
        }
        if (!call.units().isEmpty()) {
            call.units().amounts().forEach((kind, amount) -> {
                line.append(' ').append(kind.label()).append('=');
                amount(amount);
            });
        }
        if (call.route() != null) {
            line.append(" route=\"");
            Escape.append(line, call.route());
            line.append('"');
        }
    }

    private void units(Units units) {
        line.append(",\"units\":");
        char before = '{';
        for (var used : units.amounts().entrySet()) {
            line.append(before).append('"').append(used.getKey().label()).append("\":");
            amount(used.getValue());
            before = ',';
        }
        line.append('}');
    }

    private void amount(double amount) {
        if (amount == Math.rint(amount) && amount < 1e15) {
            line.append((long) amount);
        } else {
            line.append(amount);
        }
    }

    private static String level(@Nullable ErrorKind error) {
        return error == null ? "info" : error.alarming() ? "error" : "warn";
    }

    private void text(String name, @Nullable String value) {
        if (value != null) {
            line.append(",\"").append(name).append("\":\"");
            Escape.append(line, value);
            line.append('"');
        }
    }

    private void millis(String name, long nanos) {
        line.append(",\"").append(name).append("\":");
        Millis.append(line, nanos);
    }

    private void time() {
        long now = System.currentTimeMillis();
        if (now / 1000 != second) {
            second = now / 1000;
            secondText = SECONDS.format(Instant.ofEpochSecond(second));
        }
        long rest = now % 1000;
        line.append(secondText).append('.');
        line.append((char) ('0' + rest / 100))
                .append((char) ('0' + rest / 10 % 10))
                .append((char) ('0' + rest % 10));
        line.append('Z');
    }
}
