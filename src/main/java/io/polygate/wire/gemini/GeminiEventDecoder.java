package io.polygate.wire.gemini;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.StreamEvent;
import io.polygate.wire.StreamDecoder;
import io.polygate.wire.StreamEncoder;
import io.polygate.wire.Target;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.sse.SseParser;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads a stream: server-sent events or a JSON array, which its first byte tells. Gemini marks no end of a stream: it
/// is whole when every candidate has its finish reason.
final class GeminiEventDecoder implements StreamDecoder {

    private static final int MAX_CANDIDATES = 64;

    private final Target target;
    private final Consumer<StreamEvent> handler;
    private final SseParser events;
    private final JsonItems items;
    private final GeminiUsage usage = new GeminiUsage();
    private final Map<Integer, GeminiChoiceEvents> choices = new TreeMap<>();
    private @Nullable Boolean array;
    private @Nullable String blocked;
    private @Nullable String id;
    private boolean done;

    GeminiEventDecoder(Target target, Consumer<StreamEvent> handler) {
        this.target = target;
        this.handler = handler;
        this.events = new SseParser(target.maxEventBytes(), event -> {
            if (!event.isDone()) {
                chunk(event.data());
            }
        });
        this.items = new JsonItems(target.maxEventBytes(), this::chunk);
    }

    @Override
    public void push(Buffer chunk) {
        if (done) {
            return;
        }
        try {
            var bytes = Bytes.of(chunk);
            if (array == null) {
                array = isArray(bytes);
            }
            if (Boolean.TRUE.equals(array)) {
                items.push(bytes);
            } else {
                events.push(bytes.array(), bytes.from(), bytes.to());
            }
        } catch (GatewayException e) {
            fail(GeminiErrors.ofUpstream(e.error()));
        }
    }

    /// Whether the stream is JSON; null while there is only white space.
    private static @Nullable Boolean isArray(Bytes bytes) {
        for (var i = bytes.from(); i < bytes.to(); i++) {
            var b = bytes.array()[i];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b == '[' || b == '{';
            }
        }
        return null;
    }

    private void chunk(Bytes data) {
        if (done) {
            return;
        }
        Json json;
        try {
            json = Json.parse(data.array(), data.from(), data.to(), Json.MAX_DEPTH);
        } catch (JsonSyntaxException e) {
            fail(GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the upstream's stream holds broken JSON"));
            return;
        }
        chunk(json);
    }

    /// One chunk, which has the form of a whole answer.
    void chunk(Json json) {
        var error = GeminiErrors.errorOf(json);
        if (error != null) {
            fail(GeminiErrors.decodeInside(error));
            return;
        }
        var answerId = start(json);
        var reason = GeminiFinish.blockReason(json);
        blocked = reason == null ? blocked : reason;
        var position = 0;
        for (var candidate : json.items("candidates")) {
            var index = candidate.number("index");
            var number = index == null ? position : index.intValue();
            position++;
            if (choices.containsKey(number) || choices.size() < MAX_CANDIDATES) {
                choices.computeIfAbsent(number, n -> new GeminiChoiceEvents(n, answerId, handler))
                        .chunk(candidate);
            }
        }
        var metadata = json.object("usageMetadata");
        if (metadata != null) {
            usage.add(metadata);
            handler.accept(new StreamEvent.UsageReported(usage.counts()));
        }
    }

    private String start(Json json) {
        var known = id;
        if (known != null) {
            return known;
        }
        var given = json.string("responseId");
        var first = given == null ? "" : given;
        id = first;
        handler.accept(new StreamEvent.Started(
                first,
                GeminiResponses.model(json, target),
                GeminiResponses.created(json),
                GeminiResponses.extras(json)));
        return first;
    }

    private void fail(GatewayError error) {
        if (!done) {
            done = true;
            handler.accept(new StreamEvent.Failed(error));
        }
    }

    @Override
    public int unfinished() {
        return items.unfinished();
    }

    /// In an array they are one item more.
    @Override
    public Buffer lastWords(GatewayError error, StreamEncoder encoder) {
        var said = StreamDecoder.super.lastWords(error, encoder);
        return switch (items.between()) {
            case '[', ',' -> said.slice(GeminiFrames.NEXT.length(), said.length());
            case ']' -> Buffer.buffer();
            default -> said;
        };
    }

    @Override
    public void finish() {
        if (done) {
            return;
        }
        try {
            if (!Boolean.TRUE.equals(array)) {
                events.finish();
            }
        } catch (GatewayException e) {
            fail(GeminiErrors.ofUpstream(e.error()));
        }
        if (!done) {
            end();
        }
    }

    private void end() {
        var cut = blocked == null && choices.values().stream().anyMatch(choice -> !choice.finished());
        if (id == null || cut) {
            fail(GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the upstream's stream ended before its answer did"));
            return;
        }
        done = true;
        choices.values().forEach(choice -> choice.end(blocked));
        if (choices.isEmpty()) {
            handler.accept(GeminiChoiceEvents.without(
                    blocked == null
                            ? GeminiResponses.withoutCandidates(Json.parse("{}"))
                            : GeminiFinish.blocked(blocked)));
        }
        if (!usage.isEmpty()) {
            handler.accept(new StreamEvent.UsageReported(usage.usage()));
        }
        handler.accept(new StreamEvent.Ended());
    }
}
