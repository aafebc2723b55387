package io.polygate.door.graphql;

import graphql.schema.DataFetchingEnvironment;
import io.polygate.door.Connections;
import io.polygate.door.Connections.Connection;
import io.polygate.telemetry.CallRecord;
import io.polygate.telemetry.Health;
import io.polygate.telemetry.Metrics;
import io.polygate.telemetry.RecentCalls.Ended;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/// What this node tells of itself: its health, the calls that ended on it, its numbers, its connections.
public final class NodeFields {

    private static final int USUAL = 50;
    private static final int MAX_SECONDS = 3600;

    private final Health health;
    private final Metrics metrics;
    private final Connections connections;

    NodeFields(Health health, Metrics metrics, Connections connections) {
        this.health = health;
        this.metrics = metrics;
        this.connections = connections;
    }

    Map<String, Object> health(DataFetchingEnvironment field) {
        return Map.of("ready", health.ready(), "reason", health.reason());
    }

    Map<String, Object> calls(DataFetchingEnvironment field) {
        var first = Pages.first(field);
        int most = first == null ? USUAL : first;
        String after = field.getArgument("after");
        long before = after == null ? Long.MAX_VALUE : number(Pages.key(after));
        var found = metrics.recent().last(visible(ModelFields.asking(field)), before, most + 1);
        var page = found.subList(0, Math.min(most, found.size()));
        return Pages.page(
                page.stream().map(NodeFields::call).toList(),
                page.stream().map(ended -> Long.toString(ended.number())).toList(),
                found.size() > most,
                -1);
    }

    private static long number(String key) {
        try {
            return Long.parseLong(key);
        } catch (NumberFormatException e) {
            throw Pages.unknownCursor();
        }
    }

    /// Administrators see all, everybody else what their key did.
    private static Predicate<CallRecord> visible(Asking asking) {
        var sender = asking.sender();
        return sender.admin() ? call -> true : call -> sender.name().equals(call.key());
    }

    Publisher<Map<String, Object>> liveCalls(DataFetchingEnvironment field) {
        var wanted = visible(ModelFields.asking(field));
        return new Live(Vertx.currentContext(), live -> metrics.recent().listen(ended -> {
            if (wanted.test(ended.call())) {
                live.offer(call(ended));
            }
        }));
    }

    Publisher<Map<String, Object>> liveMetrics(DataFetchingEnvironment field) {
        OperatorFields.administrator(ModelFields.asking(field));
        Integer seconds = field.getArgument("seconds");
        long millis = 1000L * Math.clamp(seconds == null ? 5 : seconds, 1, MAX_SECONDS);
        var context = Vertx.currentContext();
        return new Live(context, live -> {
            live.offer(numbers());
            long timer = context.owner().setPeriodic(millis, id -> live.offer(numbers()));
            return () -> context.owner().cancelTimer(timer);
        });
    }

    private Map<String, Object> numbers() {
        var totals = metrics.recent().totals();
        return Map.of(
                "at", Instant.ofEpochMilli(System.currentTimeMillis()).toString(),
                "calls", totals.calls(),
                "failures", totals.failures(),
                "inputTokens", totals.inputTokens(),
                "outputTokens", totals.outputTokens(),
                "callsOpen", (int) metrics.value("gateway.calls.active"),
                "connections", (int) metrics.value("gateway.websocket.connections"));
    }

    Map<String, Object> connections(DataFetchingEnvironment field) {
        OperatorFields.administrator(ModelFields.asking(field));
        var first = Pages.first(field);
        String after = field.getArgument("after");
        long from = after == null ? 0 : number(Pages.key(after));
        var all = connections.list();
        var rest = all.stream().filter(socket -> socket.id() > from).toList();
        var page = rest.subList(0, Math.min(first == null ? USUAL : first, rest.size()));
        return Pages.page(
                page.stream().map(NodeFields::socket).toList(),
                page.stream().map(socket -> Long.toString(socket.id())).toList(),
                page.size() < rest.size(),
                all.size());
    }

    private static Map<String, Object> socket(Connection socket) {
        return Map.of(
                "id", Long.toString(socket.id()),
                "path", socket.path(),
                "principal", socket.principal(),
                "address", socket.address(),
                "ageSeconds", socket.age().toMillis() / 1000.0,
                "bytesIn", socket.bytesIn(),
                "bytesOut", socket.bytesOut(),
                "inFlight", socket.inFlight());
    }

    boolean closeConnection(DataFetchingEnvironment field) {
        OperatorFields.administrator(ModelFields.asking(field));
        String id = field.getArgument("id");
        try {
            return id != null && connections.close(Long.parseLong(id));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static Map<String, Object> call(Ended ended) {
        var call = ended.call();
        var told = new HashMap<String, Object>();
        told.put("id", call.id());
        told.put("endedAt", Instant.ofEpochMilli(ended.endedMillis()).toString());
        told.put("door", call.door());
        told.put("operation", call.operation());
        put(told, "key", call.key());
        put(told, "provider", call.provider());
        put(told, "model", call.model());
        put(told, "target", call.target());
        told.put("stream", call.stream());
        told.put("status", call.status());
        put(told, "error", call.error() == null ? null : call.error().code());
        put(told, "finishReason", call.finish());
        if (call.tokens().known()) {
            told.put("inputTokens", call.tokens().totalInput());
            told.put("outputTokens", call.tokens().totalOutput());
        }
        told.put("durationMillis", millis(call.nanos()));
        told.put("overheadMillis", millis(call.overheadNanos()));
        if (call.firstByteNanos() > 0) {
            told.put("firstByteMillis", millis(call.firstByteNanos()));
        }
        told.put("attempts", call.attempts());
        return told;
    }

    private static void put(Map<String, Object> map, String name, @Nullable String value) {
        if (value != null && !value.equals(CallRecord.NONE)) {
            map.put(name, value);
        }
    }

    private static double millis(long nanos) {
        return nanos / 1_000 / 1_000.0;
    }
}
