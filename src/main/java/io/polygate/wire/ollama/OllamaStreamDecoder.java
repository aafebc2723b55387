package io.polygate.wire.ollama;

import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.Part;
import io.polygate.model.StreamEvent;
import io.polygate.wire.Answers;
import io.polygate.wire.OpenParts;
import io.polygate.wire.StreamDecoder;
import io.polygate.wire.StreamEnd;
import io.polygate.wire.Target;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.json.Json;
import io.polygate.wire.ndjson.NdjsonParser;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/// A stream of lines, each an answer of its own with the next piece; the last one is `done`. Calls come whole.
final class OllamaStreamDecoder implements StreamDecoder {

    private final Consumer<StreamEvent> handler;
    private final NdjsonParser parser;
    private final OpenParts parts;
    private int calls;
    private boolean started;
    private final StreamEnd end;

    OllamaStreamDecoder(Target target, Consumer<StreamEvent> handler) {
        this.handler = handler;
        this.parser = new NdjsonParser(target.maxEventBytes(), this::line);
        this.parts = new OpenParts(0, handler);
        this.end = new StreamEnd(handler, parts::end);
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

    private void line(Bytes line) {
        var answer = end.reached() ? null : Answers.objectOrNull(line);
        if (answer == null) {
            return;
        }
        var error = OllamaErrors.inside(answer);
        if (error != null) {
            end.fail(error);
            return;
        }
        start(answer);
        piece(answer);
        if (answer.isTrue("done")) {
            end.reach(() -> last(answer));
        }
    }

    private void start(Json answer) {
        if (!started) {
            started = true;
            handler.accept(new StreamEvent.Started(
                    "", Answers.text(answer, "model"), OllamaResponses.created(answer), Extras.NONE));
        }
    }

    private void piece(Json answer) {
        var thinking = OllamaResponses.thinking(answer);
        if (!thinking.isEmpty()) {
            parts.reasoning(thinking);
        }
        var text = OllamaResponses.text(answer);
        if (!text.isEmpty()) {
            parts.text(text);
        }
        OllamaResponses.calls(answer, calls).forEach(this::call);
        var logprobs = OllamaResponses.logprobs(answer);
        if (!logprobs.isEmpty()) {
            handler.accept(new StreamEvent.LogprobsAdded(0, logprobs));
        }
    }

    private void call(Part part) {
        var call = (Content.ToolCall) part.content();
        var number = parts.call(part.withContent(call.withArguments("")));
        parts.arguments(number, call.arguments());
        calls++;
    }

    private void last(Json answer) {
        parts.end();
        handler.accept(new StreamEvent.Finished(0, OllamaResponses.finish(answer, calls > 0), Extras.NONE));
        handler.accept(new StreamEvent.UsageReported(OllamaResponses.usage(answer)));
    }
}
