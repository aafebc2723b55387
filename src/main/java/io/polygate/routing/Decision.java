package io.polygate.routing;

import io.polygate.model.ErrorKind;
import io.polygate.routing.rule.Considered;
import io.polygate.routing.rule.Rejected;
import io.polygate.routing.rule.RuleTarget;
import io.polygate.telemetry.Millis;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Why a call went where it went: the targets of each model that was considered, who of them was left out and why, and
/// what became of every attempt. Immutable; holds nothing of the call itself.
public record Decision(
        String id,
        long endedMillis,
        @Nullable String key,
        @Nullable String model,
        int status,
        @Nullable ErrorKind error,
        long nanos,
        List<Considered> considered,
        List<Step> steps) {

    private static final int MAX_IN_LINE = 8;

    public Decision {
        considered = List.copyOf(considered);
        steps = List.copyOf(steps);
    }

    /// Whether there was anything to decide, so that a log line should tell of it.
    static boolean worthTelling(@Nullable Route route, List<Step> steps) {
        if (steps.size() > 1 || route == null) {
            return steps.size() > 1;
        }
        var considered = route.considered();
        return considered.size() > 1 || considered.getFirst().rule().targets().size() > 1;
    }

    /// In one line: who was left out, then who was asked, as `out a/m1: context 8000 < 9000 + 0; b/m2 500
    /// upstream_error 12.000 ms; c/m3 200 ok 40.000 ms`.
    static String line(List<Considered> considered, List<Step> steps) {
        var line = new StringBuilder();
        int told = 0;
        for (var selection : considered) {
            for (var rejected : selection.rejected()) {
                if (told++ < MAX_IN_LINE) {
                    separate(line).append("out ").append(rejected.target().provider());
                    line.append('/').append(rejected.target().model()).append(": ");
                    line.append(rejected.reason());
                }
            }
        }
        if (told > MAX_IN_LINE) {
            separate(line).append("out ").append(told - MAX_IN_LINE).append(" more");
        }
        for (var step : steps) {
            separate(line).append(step.provider()).append('/').append(step.model());
            if (step.endpoint() != null) {
                line.append('@').append(step.endpoint());
            }
            if (step.after() > 0) {
                line.append(" after ").append(step.after()).append(" characters");
            }
            line.append(' ').append(step.status()).append(' ').append(step.outcome());
            line.append(' ');
            Millis.append(line, step.nanos());
            line.append(" ms");
        }
        return line.toString();
    }

    private static StringBuilder separate(StringBuilder line) {
        return line.isEmpty() ? line : line.append("; ");
    }

    /// For an operator: `{"id", "ended", "key", "model", "status", "error", "duration_ms", "considered": [{"model",
    /// "candidates": [{"provider", "model", "priority", "weight", "out", "reason"}]}], "chosen": {"provider",
    /// "model"}, "attempts": [{"provider", "model", "endpoint", "status", "outcome", "start_ms", "duration_ms"}]}`.
    public JsonObject json() {
        var json = new JsonObject()
                .put("id", id)
                .put("ended", Instant.ofEpochMilli(endedMillis).toString())
                .put("key", key)
                .put("model", model)
                .put("status", status)
                .put("error", error == null ? null : error.label())
                .put("duration_ms", nanos / 1_000 / 1_000.0)
                .put("considered", considered(considered));
        var attempts = new JsonArray();
        for (var step : steps) {
            attempts.add(attempt(step));
        }
        var chosen = steps.isEmpty() || steps.getLast().error() != null ? null : steps.getLast();
        return json.put("chosen", chosen == null ? null : name(chosen.provider(), chosen.model()))
                .put("attempts", attempts);
    }

    /// The models that were considered, with their targets.
    static JsonArray considered(List<Considered> considered) {
        var models = new JsonArray();
        for (var selection : considered) {
            var candidates = new JsonArray();
            for (var target : selection.rule().targets()) {
                candidates.add(candidate(target, selection.rejected()));
            }
            models.add(new JsonObject().put("model", selection.rule().name()).put("candidates", candidates));
        }
        return models;
    }

    private static JsonObject candidate(RuleTarget target, List<Rejected> rejected) {
        var json = name(target.provider(), target.model())
                .put("priority", target.target().priority())
                .put("weight", target.target().weight());
        for (var each : rejected) {
            if (each.target() == target) {
                json.put("out", each.why().name().toLowerCase(java.util.Locale.ROOT))
                        .put("reason", each.reason());
            }
        }
        return target.target().mirror() > 0 ? json.put("mirror", true) : json;
    }

    private static JsonObject attempt(Step step) {
        var json = name(step.provider(), step.model());
        if (step.after() > 0) {
            json.put("continued_after", step.after());
        }
        return json.put("endpoint", step.endpoint())
                .put("status", step.status())
                .put("outcome", step.outcome())
                .put("start_ms", step.startNanos() / 1_000 / 1_000.0)
                .put("duration_ms", step.nanos() / 1_000 / 1_000.0);
    }

    static JsonObject name(String provider, String model) {
        return new JsonObject().put("provider", provider).put("model", model);
    }
}
