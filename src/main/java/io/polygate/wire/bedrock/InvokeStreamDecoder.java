package io.polygate.wire.bedrock;

import io.polygate.model.ErrorKind;
import io.polygate.model.Extras;
import io.polygate.model.GatewayError;
import io.polygate.model.StreamEvent;
import io.polygate.wire.Answers;
import io.polygate.wire.StreamDecoder;
import io.polygate.wire.StreamEnd;
import io.polygate.wire.Target;
import io.polygate.wire.eventstream.Frame;
import io.polygate.wire.eventstream.FrameParser;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.json.Json;
import io.vertx.core.buffer.Buffer;
import java.util.Base64;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Watches a stream of InvokeModel: frames `chunk`, each with JSON of the model's publisher in base64. The last one
/// holds what Bedrock counted. What the others say is the publisher's affair, so that where they end is the end.
final class InvokeStreamDecoder implements StreamDecoder {

    private static final String METRICS = "amazon-bedrock-invocationMetrics";

    private final Target target;
    private final Consumer<StreamEvent> handler;
    private final FrameParser frames;
    private boolean started;
    private final StreamEnd end;

    InvokeStreamDecoder(Target target, Consumer<StreamEvent> handler) {
        this.target = target;
        this.handler = handler;
        this.end = new StreamEnd(handler);
        this.frames = new FrameParser(target.maxEventBytes(), this::frame);
    }

    @Override
    public void push(Buffer chunk) {
        end.unlessReached(() -> frames.push(chunk));
    }

    @Override
    public void finish() {
        if (end.reached()) {
            return;
        }
        if (started && frames.complete()) {
            end.reach(() -> {});
        } else {
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
        var piece = piece(frame.payload());
        if (piece == null) {
            end.fail(GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's stream holds an event that is not JSON"));
            return;
        }
        if (!started) {
            started = true;
            handler.accept(new StreamEvent.Started("", target.model(), 0, Extras.NONE));
        }
        var metrics = piece.object(METRICS);
        if (metrics != null) {
            handler.accept(new StreamEvent.UsageReported(InvokedTokens.inStream(metrics)));
        }
    }

    private static @Nullable Json piece(Bytes payload) {
        var chunk = Answers.objectOrNull(payload);
        var inner = chunk == null ? null : chunk.string("bytes");
        if (inner == null) {
            return chunk;
        }
        try {
            return Answers.objectOrNull(
                    Bytes.of(Buffer.buffer(Base64.getDecoder().decode(inner))));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
