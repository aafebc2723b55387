package io.polygate.wire.dashscope;

import io.polygate.model.ErrorKind;
import io.polygate.model.Extras;
import io.polygate.model.GatewayError;
import io.polygate.model.StreamEvent;
import io.polygate.wire.Answers;
import io.polygate.wire.StreamDecoder;
import io.polygate.wire.StreamEnd;
import io.polygate.wire.Target;
import io.polygate.wire.json.Json;
import io.polygate.wire.sse.SseEvent;
import io.polygate.wire.sse.SseParser;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// A stream of events `result`, each an answer of its own with the next piece; nothing marks the end but the finish
/// reason and the end of the body.
final class DashScopeStreamDecoder implements StreamDecoder {

    private static final int MAX_CHOICES = 16;

    private final Consumer<StreamEvent> handler;
    private final SseParser parser;
    private final Map<Integer, StreamedOutput> choices = new LinkedHashMap<>();
    private String id = "";
    private boolean started;
    private final StreamEnd end;

    DashScopeStreamDecoder(Target target, Consumer<StreamEvent> handler) {
        this.handler = handler;
        this.end = new StreamEnd(handler, () -> choices.values().forEach(StreamedOutput::abandon));
        this.parser = new SseParser(target.maxEventBytes(), this::event);
    }

    @Override
    public void push(Buffer chunk) {
        end.unlessReached(() -> parser.push(chunk));
    }

    @Override
    public void finish() {
        end.unlessReached(() -> {
            parser.finish();
            if (end.reached()) {
                return;
            }
            if (choices.isEmpty() || !choices.values().stream().allMatch(StreamedOutput::ended)) {
                end.fail(Answers.cutShort());
            } else {
                end.reach(() -> {});
            }
        });
    }

    private void event(SseEvent event) {
        var answer = end.reached() ? null : Answers.objectOrNull(event.data());
        if (answer == null) {
            return;
        }
        var error = event.name().equals("error")
                ? DashScopeErrors.event(answer, event.comment())
                : DashScopeErrors.inside(answer);
        if (error != null) {
            end.fail(error);
        } else {
            result(answer);
        }
    }

    private void result(Json answer) {
        if (!started) {
            started = true;
            id = Answers.text(answer, "request_id");
            handler.accept(new StreamEvent.Started(id, "", 0, Extras.NONE));
        }
        var output = answer.object("output");
        if (output != null) {
            var sources = DashScopeResponses.sources(output);
            var place = 0;
            for (var choice : DashScopeResponses.choices(output)) {
                var index = choice.number("index");
                choice(index == null ? place : index.intValue()).add(choice, sources);
                place++;
            }
        }
        var usage = answer.object("usage");
        if (usage != null) {
            handler.accept(new StreamEvent.UsageReported(DashScopeUsage.decode(usage)));
        }
    }

    private StreamedOutput choice(int index) {
        if (index < 0 || index >= MAX_CHOICES) {
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's stream has a choice number " + index)
                    .asException();
        }
        return choices.computeIfAbsent(index, i -> new StreamedOutput(i, id, handler));
    }
}
