package io.polygate.wire.anthropic;

import io.polygate.model.ErrorKind;
import io.polygate.model.Extras;
import io.polygate.model.FinishReason;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.RawJson;
import io.polygate.model.StreamEvent;
import io.polygate.wire.Fields;
import io.polygate.wire.ResponseEvents;
import io.polygate.wire.StreamDecoder;
import io.polygate.wire.Target;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.sse.SseEvent;
import io.polygate.wire.sse.SseParser;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A stream of Messages: `message_start`, blocks one after the other, `message_delta`, `message_stop`.
///
/// `message_start` may come again for the same message and then tells usage alone; another message in the middle is a
/// broken stream. A stream ends with `message_stop`, or, where a vendor
/// sends none, with the connection once a stop reason was told. A backend that answers with a plain JSON body instead
/// is understood too.
final class AnthropicStreamDecoder implements StreamDecoder {

    private static final Set<String> DELTA = Set.of("stop_reason", "stop_sequence");
    private static final Set<String> MESSAGE_DELTA = Set.of("type", "delta", "usage");

    private enum Form {
        UNKNOWN,
        EVENTS,
        BODY
    }

    private final Target target;
    private final Consumer<StreamEvent> handler;
    private final SseParser parser;
    private final StreamedBlock.Sink sink;
    private final Map<Long, StreamedBlock> open = new LinkedHashMap<>();
    private final AnthropicUsage.Running usage = new AnthropicUsage.Running();
    private final Buffer body = Buffer.buffer();
    private final Map<String, RawJson> extras = new LinkedHashMap<>();
    private Form form = Form.UNKNOWN;
    private @Nullable FinishReason reason;
    private String id = "";
    private int parts;
    private boolean started;
    private boolean over;

    AnthropicStreamDecoder(Target target, Consumer<StreamEvent> handler) {
        this.target = target;
        this.handler = handler;
        this.parser = new SseParser(target.maxEventBytes(), this::event);
        this.sink = new StreamedBlock.Sink(handler, () -> parts++, target.maxEventBytes());
    }

    @Override
    public void push(Buffer chunk) {
        guarded(() -> {
            form = form == Form.UNKNOWN ? form(chunk) : form;
            if (form == Form.BODY) {
                collect(chunk);
            } else {
                parser.push(chunk);
            }
        });
    }

    @Override
    public void finish() {
        guarded(() -> {
            if (form == Form.BODY) {
                over = true;
                ResponseEvents.replay(AnthropicResponses.decode(AnthropicErrors.answer(body)), handler);
                return;
            }
            parser.finish();
            if (!over && started && reason != null) {
                end();
            } else if (!over) {
                fail(GatewayError.of(
                        ErrorKind.UPSTREAM_ERROR, "the backend's stream ended before its answer was complete"));
            }
        });
    }

    private void guarded(Runnable step) {
        if (over && form != Form.BODY) {
            return;
        }
        try {
            step.run();
        } catch (GatewayException e) {
            fail(e.error());
        }
    }

    /// Events begin with a letter or a colon, an object with its brace.
    private static Form form(Buffer chunk) {
        for (var i = 0; i < chunk.length(); i++) {
            var c = chunk.getByte(i);
            if (c > ' ' || c < 0) {
                return c == '{' ? Form.BODY : Form.EVENTS;
            }
        }
        return Form.UNKNOWN;
    }

    private void collect(Buffer chunk) {
        if (body.length() + chunk.length() > target.maxEventBytes()) {
            throw GatewayError.of(
                            ErrorKind.UPSTREAM_ERROR,
                            "the backend's answer is larger than " + target.maxEventBytes() + " bytes")
                    .asException();
        }
        body.appendBuffer(chunk);
    }

    private void event(SseEvent event) {
        if (over || event.isDone()) {
            return;
        }
        Json json;
        try {
            var data = event.data();
            json = Json.parse(data.array(), data.from(), data.to(), Json.MAX_DEPTH);
        } catch (JsonSyntaxException e) {
            if (event.name().equals("error")) {
                fail(GatewayError.of(ErrorKind.UPSTREAM_ERROR, event.text()));
            }
            return;
        }
        var error = json.isObject() ? AnthropicErrors.inside(json, event.name()) : null;
        if (error != null) {
            fail(error);
        } else {
            event(Blocks.orEmpty(json.string("type")), json);
        }
    }

    private void event(String type, Json json) {
        switch (type) {
            case "message_start" -> start(json.object("message"));
            case "content_block_start" -> startBlock(json);
            case "content_block_delta" -> delta(json);
            case "content_block_stop" -> stopBlock(index(json));
            case "message_delta" -> messageDelta(json);
            case "message_stop" -> end();
            case "ping" -> ping();
            default -> {}
        }
    }

    /// Before the message has begun there is nobody to tell.
    private void ping() {
        if (started) {
            handler.accept(new StreamEvent.Ping());
        }
    }

    private void start(@Nullable Json message) {
        var told = message == null ? null : message.object("usage");
        var named = message == null ? "" : Blocks.orEmpty(message.string("id"));
        if (started && parts > 0 && !named.equals(id)) {
            fail(GatewayError.of(
                    ErrorKind.UPSTREAM_ERROR, "the backend's stream began another message within its answer"));
            return;
        }
        if (!started) {
            started = true;
            id = named;
            handler.accept(new StreamEvent.Started(
                    named,
                    message == null ? "" : Blocks.orEmpty(message.string("model")),
                    0,
                    message == null ? Extras.NONE : AnthropicResponses.extras(message)));
            if (message != null) {
                whole(message);
            }
        }
        report(told);
    }

    /// Some vendors tell blocks at once in the start.
    private void whole(Json message) {
        for (var block : message.items("content")) {
            new StreamedBlock(block, sink).stop();
        }
        if (message.get("stop_reason") != null) {
            reason = StopReasons.decode(message);
        }
    }

    private void report(@Nullable Json told) {
        if (told != null) {
            usage.add(told);
            handler.accept(new StreamEvent.UsageReported(usage.usage()));
        }
    }

    private static long index(Json event) {
        return event.count("index");
    }

    private void startBlock(Json event) {
        begin();
        var index = index(event);
        stopBlock(index);
        var block = event.object("content_block");
        if (block != null) {
            open.put(index, new StreamedBlock(block, sink));
        }
    }

    private void delta(Json event) {
        begin();
        var delta = event.object("delta");
        if (delta == null) {
            return;
        }
        var block = open.get(index(event));
        if (block == null) {
            block = startOf(delta);
            open.put(index(event), block);
        }
        block.delta(delta);
    }

    /// The block of a delta whose start never came.
    private StreamedBlock startOf(Json delta) {
        var thinking = Blocks.orEmpty(delta.string("type")).startsWith("thinking");
        var start = thinking ? "{\"type\":\"thinking\"}" : "{\"type\":\"text\"}";
        return new StreamedBlock(Json.parse(start), sink);
    }

    /// Whatever comes, the answer's start comes before it.
    private void begin() {
        if (!started) {
            start(null);
        }
    }

    private void stopBlock(long index) {
        var block = open.remove(index);
        if (block != null) {
            block.stop();
        }
    }

    private void messageDelta(Json event) {
        begin();
        var delta = event.object("delta");
        if (delta != null && delta.get("stop_reason") != null) {
            reason = StopReasons.decode(delta);
        }
        if (delta != null) {
            keep(delta, DELTA);
        }
        keep(event, MESSAGE_DELTA);
        report(event.object("usage"));
    }

    private void keep(Json owner, Set<String> known) {
        extras.putAll(Blocks.withoutNulls(Fields.extras(owner, AnthropicDialect.NAME, known))
                .fields());
    }

    private void end() {
        begin();
        stopAll();
        over = true;
        var finish = reason == null ? FinishReason.of(FinishReason.Unified.STOP, null) : reason;
        handler.accept(new StreamEvent.Finished(0, finish, Extras.of(AnthropicDialect.NAME, extras)));
        handler.accept(new StreamEvent.Ended());
    }

    private void stopAll() {
        open.values().forEach(StreamedBlock::stop);
        open.clear();
    }

    private void fail(GatewayError error) {
        over = true;
        open.clear();
        handler.accept(new StreamEvent.Failed(error));
    }
}
