package io.polygate.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.polygate.model.TokenCount;
import io.polygate.model.Units;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The numbers of the gateway, for Prometheus and by the names of OpenTelemetry's GenAI conventions.
///
/// Labels are bounded: a model's name is a label only up to `MAX_MODELS` different ones, then it is `other`. One per
/// process; safe from every thread.
public final class Metrics {

    private static final int MAX_MODELS = 500;
    private static final int MAX_ROWS = 1_000;
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(25),
        Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500),
        Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofSeconds(5), Duration.ofSeconds(10),
        Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(120)
    };
    private static final Duration[] OVERHEAD_BUCKETS = {
        Duration.ofNanos(50_000),
        Duration.ofNanos(100_000),
        Duration.ofNanos(250_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(250)
    };

    private final PrometheusMeterRegistry registry;
    private final Map<Outcome, Counter> requests = new ConcurrentHashMap<>();
    private final Map<Door, Counter> doors = new ConcurrentHashMap<>();
    private final Map<Target, TargetMeters> targets = new ConcurrentHashMap<>();
    private final Map<Used, Counter> units = new ConcurrentHashMap<>();
    private final List<Runnable> refreshers = new CopyOnWriteArrayList<>();
    private final Set<String> models = ConcurrentHashMap.newKeySet();
    private final RecentCalls recent = new RecentCalls();

    public Metrics(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    /// Counts a call that has ended.
    public void record(CallRecord call) {
        recent.add(call);
        var model = bounded(call.model());
        requests.computeIfAbsent(new Outcome(call.provider(), model, call.status()), this::counter)
                .increment();
        doors.computeIfAbsent(new Door(call.door(), call.operation(), call.status()), this::counter)
                .increment();
        targets.computeIfAbsent(new Target(call.provider(), model, call.operation()), this::meters)
                .record(call);
        if (!call.units().isEmpty()) {
            count(call.provider(), model, call.units());
        }
    }

    private void count(String provider, String model, Units used) {
        used.amounts().forEach((kind, amount) -> units.computeIfAbsent(new Used(provider, model, kind), this::counter)
                .increment(amount));
    }

    /// The last calls that were counted.
    public RecentCalls recent() {
        return recent;
    }

    /// Shows a number that somebody else keeps.
    public void gauge(String name, String help, Supplier<Number> value) {
        Gauge.builder(name, value).description(help).register(registry);
    }

    /// Shows a number of each of several things that come and go; asked for whenever somebody reads the page. Only the
    /// first `MAX_ROWS` are shown.
    public void gauges(String name, String help, Supplier<List<Row>> rows) {
        var gauge = MultiGauge.builder(name).description(help).register(registry);
        refreshers.add(() -> gauge.register(
                rows.get().stream()
                        .limit(MAX_ROWS)
                        .map(row -> MultiGauge.Row.of(Tags.of(row.labels), row.value))
                        .toList(),
                true));
    }

    /// A number and what it is of: names and values of labels in turn.
    public record Row(double value, String... labels) {}

    /// What one of those numbers is now; 0 where nobody keeps it.
    public double value(String name) {
        var gauge = registry.find(name).gauge();
        return gauge == null ? 0 : gauge.value();
    }

    /// The page that Prometheus reads.
    public String scrape() {
        refreshers.forEach(Runnable::run);
        return registry.scrape();
    }

    private String bounded(String model) {
        if (models.contains(model)) {
            return model;
        }
        return models.size() < MAX_MODELS && models.add(model) ? model : "other";
    }

    private Counter counter(Outcome outcome) {
        return Counter.builder("gateway.requests")
                .description("Calls that have ended")
                .tag("provider", outcome.provider)
                .tag("model", outcome.model)
                .tag("status", Integer.toString(outcome.status))
                .register(registry);
    }

    private Counter counter(Door door) {
        return Counter.builder("gateway.door.calls")
                .description("Calls that have ended, by the door that took them")
                .tag("door", door.door)
                .tag("operation", door.operation)
                .tag("status", Integer.toString(door.status))
                .register(registry);
    }

    private Counter counter(Used used) {
        return Counter.builder("gateway.units.used")
                .description("What calls used beside tokens of text")
                .tag("provider", used.provider)
                .tag("model", used.model)
                .tag("type", used.kind.label())
                .register(registry);
    }

    private TargetMeters meters(Target target) {
        return new TargetMeters(registry, target);
    }

    private record Outcome(String provider, String model, int status) {}

    private record Door(String door, String operation, int status) {}

    private record Used(String provider, String model, Units.Kind kind) {}

    private record Target(String provider, String model, String operation) {}

    private static final class TargetMeters {

        private final Timer duration;
        private final Timer overhead;
        private final Timer firstToken;
        private final Timer genAiDuration;
        private final Counter input;
        private final Counter cached;
        private final Counter output;
        private final Counter reasoning;
        private final DistributionSummary genAiInput;
        private final DistributionSummary genAiOutput;

        TargetMeters(PrometheusMeterRegistry registry, Target target) {
            var tags = new String[] {"provider", target.provider, "model", target.model};
            duration = timer("gateway.request.duration", "From the request's head to the answer's end", BUCKETS)
                    .tags(tags)
                    .register(registry);
            overhead = timer("gateway.overhead", "What of a call was the gateway's own time", OVERHEAD_BUCKETS)
                    .tags(tags)
                    .register(registry);
            firstToken = timer("gateway.time.to.first.token", "From the request's head to the first byte", BUCKETS)
                    .tags(tags)
                    .register(registry);
            var genAi = new String[] {
                "gen_ai.operation.name", target.operation,
                "gen_ai.provider.name", target.provider,
                "gen_ai.request.model", target.model
            };
            genAiDuration = timer("gen_ai.client.operation.duration", "OpenTelemetry GenAI operation duration", BUCKETS)
                    .tags(genAi)
                    .register(registry);
            input = tokens(registry, tags, "input");
            cached = tokens(registry, tags, "cached_input");
            output = tokens(registry, tags, "output");
            reasoning = tokens(registry, tags, "reasoning");
            genAiInput = usage(registry, genAi, "input");
            genAiOutput = usage(registry, genAi, "output");
        }

        private static Timer.Builder timer(String name, String help, Duration[] buckets) {
            return Timer.builder(name).description(help).serviceLevelObjectives(buckets);
        }

        private static Counter tokens(PrometheusMeterRegistry registry, String[] tags, String type) {
            return Counter.builder("gateway.tokens.used")
                    .description("Tokens that backends counted; the types do not overlap")
                    .tags(tags)
                    .tag("type", type)
                    .register(registry);
        }

        private static DistributionSummary usage(PrometheusMeterRegistry registry, String[] tags, String type) {
            return DistributionSummary.builder("gen_ai.client.token.usage")
                    .description("OpenTelemetry GenAI tokens of an operation")
                    .serviceLevelObjectives(1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304)
                    .tags(tags)
                    .tag("gen_ai.token.type", type)
                    .register(registry);
        }

        void record(CallRecord call) {
            duration.record(call.nanos(), TimeUnit.NANOSECONDS);
            genAiDuration.record(call.nanos(), TimeUnit.NANOSECONDS);
            overhead.record(call.overheadNanos(), TimeUnit.NANOSECONDS);
            if (call.firstByteNanos() > 0) {
                firstToken.record(call.firstByteNanos(), TimeUnit.NANOSECONDS);
            }
            count(call.tokens());
        }

        private void count(@Nullable TokenCount tokens) {
            if (tokens == null || !tokens.known()) {
                return;
            }
            input.increment(tokens.input());
            cached.increment(tokens.cachedInput());
            output.increment(tokens.output());
            reasoning.increment(tokens.reasoning());
            genAiInput.record(tokens.totalInput());
            genAiOutput.record(tokens.totalOutput());
        }
    }
}
