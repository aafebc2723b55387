package io.polygate.wire.worker;

import com.google.protobuf.InvalidProtocolBufferException;
import io.polygate.model.Content;
import io.polygate.model.ErrorKind;
import io.polygate.model.Extras;
import io.polygate.model.FinishReason;
import io.polygate.model.FinishReason.Unified;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.Part;
import io.polygate.model.StreamEvent;
import io.polygate.model.Usage;
import io.polygate.proto.worker.v1.Finished;
import io.polygate.proto.worker.v1.GenerateResponse;
import io.polygate.proto.worker.v1.TextDelta;
import io.polygate.proto.worker.v1.ToolCallDelta;
import io.polygate.wire.Answers;
import io.polygate.wire.CallFragments;
import io.polygate.wire.OpenParts;
import io.polygate.wire.StreamDecoder;
import io.polygate.wire.Target;
import io.polygate.wire.grpc.FrameReader;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.openai.Logprobs;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/// The messages of a `Generate` call; the last one is `finished`.
final class WorkerStreamDecoder implements StreamDecoder {

    private final Target target;
    private final Consumer<StreamEvent> handler;
    private final FrameReader frames;
    private final OpenParts parts;
    private final CallFragments calls;
    private boolean started;
    private boolean over;

    WorkerStreamDecoder(Target target, Consumer<StreamEvent> handler) {
        this.target = target;
        this.handler = handler;
        this.frames = new FrameReader(target.maxEventBytes(), false, new FrameReader.Listener() {
            @Override
            public void message(Buffer message) {
                if (!over) {
                    event(parse(message));
                }
            }

            @Override
            public void trailers(String lines) {}
        });
        this.parts = new OpenParts(0, handler);
        this.calls = new CallFragments(0, "", parts);
    }

    @Override
    public void push(Buffer chunk) {
        if (over) {
            return;
        }
        try {
            frames.push(chunk);
        } catch (GatewayException e) {
            fail(GatewayError.of(
                    ErrorKind.UPSTREAM_ERROR,
                    "the worker's answer cannot be read: " + e.error().message()));
        }
    }

    @Override
    public void finish() {
        if (!over) {
            fail(Answers.cutShort());
        }
    }

    private static GenerateResponse parse(Buffer message) {
        try {
            return GenerateResponse.parseFrom(message.getBytes());
        } catch (InvalidProtocolBufferException e) {
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "a message is no worker.v1.GenerateResponse")
                    .asException();
        }
    }

    private void event(GenerateResponse event) {
        if (!started) {
            started = true;
            handler.accept(new StreamEvent.Started("", target.model(), 0, Extras.NONE));
        }
        switch (event.getEventCase()) {
            case TEXT -> text(event.getText());
            case REASONING -> {
                if (!event.getReasoning().getText().isEmpty()) {
                    parts.reasoning(event.getReasoning().getText());
                }
            }
            case TOOL_CALL -> call(event.getToolCall());
            case FINISHED -> end(event.getFinished());
            case EVENT_NOT_SET -> {}
        }
    }

    private void text(TextDelta delta) {
        if (!delta.getText().isEmpty()) {
            parts.text(delta.getText());
        }
        if (delta.getLogprobsJson().isEmpty()) {
            return;
        }
        var json = Answers.objectOrNull(Bytes.of(Buffer.buffer(delta.getLogprobsJson())));
        var logprobs = Logprobs.decode(json);
        if (!logprobs.isEmpty()) {
            handler.accept(new StreamEvent.LogprobsAdded(0, logprobs));
        }
    }

    private void call(ToolCallDelta delta) {
        long index = Integer.toUnsignedLong(delta.getIndex());
        calls.add(
                new CallFragments.Fragment(index, delta.getId(), delta.getName(), delta.getArgumentsJson()),
                id -> Part.of(Content.ToolCall.of(id, delta.getName(), "")));
    }

    private void end(Finished finished) {
        over = true;
        parts.end();
        handler.accept(new StreamEvent.Finished(0, reason(finished), Extras.NONE));
        if (finished.hasUsage()) {
            handler.accept(new StreamEvent.UsageReported(usage(finished.getUsage())));
        }
        handler.accept(new StreamEvent.Ended());
    }

    private FinishReason reason(Finished finished) {
        return switch (finished.getReason()) {
            case FINISH_REASON_LENGTH -> FinishReason.of(Unified.LENGTH, "length");
            case FINISH_REASON_TOOL_CALLS -> FinishReason.of(Unified.TOOL_CALLS, "tool_calls");
            case FINISH_REASON_CONTENT_FILTER -> FinishReason.of(Unified.CONTENT_FILTER, "content_filter");
            case FINISH_REASON_STOP -> FinishReason.of(calls.any() ? Unified.TOOL_CALLS : Unified.STOP, "stop");
            case FINISH_REASON_UNSPECIFIED, UNRECOGNIZED -> FinishReason.of(Unified.OTHER, null);
        };
    }

    /// Our buckets don't overlap: what was cached or thought is taken out of the sums.
    static Usage usage(io.polygate.proto.worker.v1.Usage usage) {
        long cached = Math.min(usage.getCachedTokens(), usage.getPromptTokens());
        long thought = Math.min(usage.getReasoningTokens(), usage.getCompletionTokens());
        return new Usage(
                usage.getPromptTokens() - cached,
                cached,
                0,
                0,
                0,
                0,
                usage.getCompletionTokens() - thought,
                thought,
                0,
                0,
                0,
                Extras.NONE);
    }

    private void fail(GatewayError error) {
        over = true;
        parts.end();
        handler.accept(new StreamEvent.Failed(error));
    }
}
