package io.polygate.wire.cohere;

import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.Part;
import io.polygate.model.StreamEvent;
import io.polygate.wire.Answers;
import io.polygate.wire.CallFragments;
import io.polygate.wire.CallFragments.Fragment;
import io.polygate.wire.OpenParts;
import io.polygate.wire.StreamDecoder;
import io.polygate.wire.StreamEnd;
import io.polygate.wire.Target;
import io.polygate.wire.ToolArguments;
import io.polygate.wire.json.Json;
import io.polygate.wire.sse.SseEvent;
import io.polygate.wire.sse.SseParser;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A stream: `message-start`, then plan, contents, calls and citations, each with a start, deltas and an end, then
/// `message-end` with the reason and the usage, or with an error.
final class CohereStreamDecoder implements StreamDecoder {

    private final Consumer<StreamEvent> handler;
    private final SseParser parser;
    private final OpenParts parts;
    private CallFragments calls;
    private boolean started;
    private final StreamEnd end;

    CohereStreamDecoder(Target target, Consumer<StreamEvent> handler) {
        this.handler = handler;
        this.parser = new SseParser(target.maxEventBytes(), this::event);
        this.parts = new OpenParts(0, handler);
        this.end = new StreamEnd(handler, parts::end);
        this.calls = new CallFragments(0, "", parts);
    }

    @Override
    public void push(Buffer chunk) {
        end.unlessReached(() -> parser.push(chunk));
    }

    @Override
    public void finish() {
        end.unlessReached(() -> {
            parser.finish();
            if (!end.reached()) {
                end.fail(Answers.cutShort());
            }
        });
    }

    private void event(SseEvent event) {
        var json = end.reached() ? null : Answers.objectOrNull(event.data());
        if (json == null) {
            return;
        }
        var error = CohereErrors.inside(json);
        if (error != null) {
            end.fail(error);
            return;
        }
        start(json);
        var delta = json.object("delta");
        var message = delta == null ? null : delta.object("message");
        logprobs(json);
        switch (Answers.text(json, "type")) {
            case "tool-plan-delta" -> thought(message, "tool_plan");
            case "content-start", "content-delta" -> content(message);
            case "content-end" -> {}
            case "tool-call-start", "tool-call-delta" -> call(json, message);
            case "citation-start" -> citation(message);
            case "message-end" -> last(delta);
            default -> {}
        }
    }

    private void start(Json json) {
        if (!started) {
            started = true;
            var id = Answers.text(json, "id");
            calls = new CallFragments(0, id, parts);
            handler.accept(new StreamEvent.Started(id, "", 0, Extras.NONE));
        }
    }

    private void logprobs(Json json) {
        var logprobs = json.object("logprobs");
        var found = logprobs == null ? List.<Json>of() : List.of(logprobs);
        var decoded = CohereResponses.logprobs(found);
        if (!decoded.isEmpty()) {
            handler.accept(new StreamEvent.LogprobsAdded(0, decoded));
        }
    }

    private void thought(@Nullable Json json, String name) {
        var text = json == null ? "" : Answers.text(json, name);
        if (!text.isEmpty()) {
            parts.reasoning(text);
        }
    }

    private void content(@Nullable Json message) {
        var content = message == null ? null : message.object("content");
        thought(content, "thinking");
        var text = content == null ? "" : Answers.text(content, "text");
        if (!text.isEmpty()) {
            parts.text(text);
        }
    }

    private void call(Json json, @Nullable Json message) {
        var call = message == null ? null : message.object("tool_calls");
        var function = call == null ? null : call.object("function");
        if (call == null || function == null) {
            return;
        }
        var name = Answers.text(function, "name");
        var arguments = ToolArguments.asText(function.get("arguments"));
        calls.add(
                new Fragment(json.number("index"), Answers.text(call, "id"), name, arguments),
                id -> Part.of(Content.ToolCall.of(id, name, "")));
    }

    /// A citation of a text that has ended already belongs to nothing that is still open.
    private void citation(@Nullable Json message) {
        var citation = message == null ? null : message.object("citations");
        if (citation != null && parts.textIsOpen()) {
            CohereCitations.decode(citation).forEach(parts::citation);
        }
    }

    private void last(@Nullable Json delta) {
        var error = delta == null ? null : CohereErrors.ending(delta);
        if (error != null) {
            end.fail(error);
            return;
        }
        end.reach(() -> {
            parts.end();
            var reason = delta == null ? null : delta.string("finish_reason");
            handler.accept(new StreamEvent.Finished(0, CohereResponses.finish(reason, calls.any()), Extras.NONE));
            var usage = delta == null ? null : delta.object("usage");
            if (usage != null) {
                handler.accept(new StreamEvent.UsageReported(CohereUsage.decode(usage)));
            }
        });
    }
}
