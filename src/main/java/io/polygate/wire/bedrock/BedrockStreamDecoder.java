package io.polygate.wire.bedrock;

import io.polygate.model.ErrorKind;
import io.polygate.model.Extras;
import io.polygate.model.FinishReason;
import io.polygate.model.GatewayError;
import io.polygate.model.RawJson;
import io.polygate.model.StreamEvent;
import io.polygate.wire.Answers;
import io.polygate.wire.Fields;
import io.polygate.wire.StreamDecoder;
import io.polygate.wire.StreamEnd;
import io.polygate.wire.Target;
import io.polygate.wire.eventstream.Frame;
import io.polygate.wire.eventstream.FrameParser;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The events of ConverseStream. Text and reasoning begin without a word; the end is told by `messageStop` and
/// `metadata`, in either order.
final class BedrockStreamDecoder implements StreamDecoder {

    private static final Set<String> METADATA = Set.of("usage", "p");
    private static final Set<String> STOP = Set.of("stopReason", "p");

    private final Target target;
    private final Consumer<StreamEvent> handler;
    private final FrameParser frames;
    private final StreamedBlocks blocks;
    private final Map<String, RawJson> extras = new LinkedHashMap<>();
    private @Nullable FinishReason reason;
    private boolean started;
    private boolean metadata;
    private final StreamEnd end;

    BedrockStreamDecoder(Target target, Consumer<StreamEvent> handler) {
        this.target = target;
        this.handler = handler;
        this.end = new StreamEnd(handler);
        this.frames = new FrameParser(target.maxEventBytes(), this::frame);
        this.blocks = new StreamedBlocks(BedrockModel.of(target.model()), target.maxEventBytes(), handler);
    }

    @Override
    public void push(Buffer chunk) {
        end.unlessReached(() -> frames.push(chunk));
    }

    @Override
    public void finish() {
        if (!end.reached() && reason != null) {
            end.reach(this::last);
        } else if (!end.reached()) {
            end.fail(Answers.cutShort());
        }
    }

    private void frame(Frame frame) {
        if (end.reached()) {
            return;
        }
        var failure = frame.failure();
        if (failure != null) {
            end.fail(BedrockErrors.inStream(failure, frame.payload(), frame.failureMessage()));
            return;
        }
        try {
            var payload = frame.payload();
            var json = Json.parse(payload.array(), payload.from(), payload.to(), Json.MAX_DEPTH);
            event(String.valueOf(frame.event()), json);
        } catch (JsonSyntaxException e) {
            end.fail(GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's stream holds an event that is not JSON"));
        }
    }

    private void event(String type, Json json) {
        start();
        switch (type) {
            case "contentBlockStart" -> blocks.start(json.count("contentBlockIndex"), json.object("start"));
            case "contentBlockDelta" -> {
                var delta = json.object("delta");
                if (delta != null) {
                    blocks.delta(json.count("contentBlockIndex"), delta);
                }
            }
            case "contentBlockStop" -> blocks.stop(json.count("contentBlockIndex"));
            case "messageStop" -> {
                blocks.stopAll();
                reason = BedrockFinish.decode(json.string("stopReason"));
                extras.putAll(Fields.extras(json, BedrockDialect.NAME, STOP).fields());
            }
            case "metadata" -> {
                metadata = true;
                extras.putAll(Fields.extras(json, BedrockDialect.NAME, METADATA).fields());
                handler.accept(new StreamEvent.UsageReported(BedrockUsage.decode(json.object("usage"))));
            }
            default -> {}
        }
        if (reason != null && metadata) {
            end.reach(this::last);
        }
    }

    private void start() {
        if (!started) {
            started = true;
            handler.accept(new StreamEvent.Started("", target.model(), 0, Extras.NONE));
        }
    }

    private void last() {
        if (reason != null) {
            handler.accept(new StreamEvent.Finished(0, reason, Extras.of(BedrockDialect.NAME, extras)));
        }
    }
}
