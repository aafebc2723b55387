package io.polygate.wire.openai;

import io.polygate.model.ErrorKind;
import io.polygate.model.Extras;
import io.polygate.model.GatewayError;
import io.polygate.model.RawJson;
import io.polygate.model.StreamEvent;
import io.polygate.wire.Answers;
import io.polygate.wire.Fields;
import io.polygate.wire.StreamDecoder;
import io.polygate.wire.StreamEnd;
import io.polygate.wire.Target;
import io.polygate.wire.json.Bytes;
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

/// A stream of `chat.completion.chunk` (or of legacy completions), from whichever vendor: usage may be anywhere, the
/// finish reason may come twice or never, `[DONE]` may be missing, and an error may come as a chunk.
final class ChatStreamDecoder implements StreamDecoder {

    private static final Set<String> KNOWN = Set.of("id", "object", "created", "model", "choices", "usage");
    /// More answers than this at once is no answer to anything we ask.
    private static final int MAX_CHOICES = 128;

    private final Target target;
    private final Consumer<StreamEvent> handler;
    private final SseParser parser;
    private final Map<Integer, StreamedChoice> choices = new LinkedHashMap<>();
    private final Map<String, RawJson> early = new LinkedHashMap<>();
    private String id = "";
    private boolean started;
    private final StreamEnd end;

    ChatStreamDecoder(Target target, Consumer<StreamEvent> handler) {
        this.target = target;
        this.handler = handler;
        this.end = new StreamEnd(handler, () -> choices.values().forEach(StreamedChoice::abandon));
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
            if (!end.reached() && choices.values().stream().anyMatch(StreamedChoice::finished)) {
                complete();
            } else if (!end.reached()) {
                end.fail(Answers.cutShort());
            }
        });
    }

    private void event(SseEvent event) {
        if (end.reached()) {
            return;
        }
        if (event.isDone()) {
            complete();
            return;
        }
        var chunk = parse(event.data());
        if (chunk == null || !chunk.isObject()) {
            return;
        }
        var error = OpenAiErrors.inside(chunk, event.name());
        if (error != null) {
            end.fail(error);
        } else {
            chunk(chunk);
        }
    }

    /// Text between the chunks that is no JSON is nobody's answer; a stream of nothing else ends without a finish.
    private static @Nullable Json parse(Bytes data) {
        try {
            return Json.parse(data.array(), data.from(), data.to(), Json.MAX_DEPTH);
        } catch (JsonSyntaxException e) {
            return null;
        }
    }

    private void chunk(Json chunk) {
        start(chunk);
        for (var choice : chunk.items("choices")) {
            var index = choice.number("index");
            choice(index == null ? 0 : index.intValue()).add(choice);
        }
        var usage = ChatResponses.usageObject(chunk);
        if (usage != null) {
            handler.accept(new StreamEvent.UsageReported(OpenAiUsage.decodeUsage(usage)));
        }
    }

    /// Azure sends what it thinks of the prompt in a first chunk without id or model.
    private void start(Json chunk) {
        if (started) {
            return;
        }
        Fields.extras(chunk, ChatDialect.NAME, KNOWN).fields().forEach(early::putIfAbsent);
        var given = chunk.string("id");
        if ((given == null || given.isEmpty()) && chunk.items("choices").isEmpty()) {
            return;
        }
        started = true;
        var model = chunk.string("model");
        id = given == null ? "" : given;
        var extras = Extras.of(ChatDialect.NAME, early);
        handler.accept(new StreamEvent.Started(id, model == null ? "" : model, chunk.count("created"), extras));
    }

    private StreamedChoice choice(int index) {
        if (index < 0 || index >= MAX_CHOICES) {
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's stream has a choice number " + index)
                    .asException();
        }
        return choices.computeIfAbsent(index, i -> new StreamedChoice(i, id, target.quirks(), handler));
    }

    private void complete() {
        if (!started) {
            end.fail(GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's stream held no answer"));
            return;
        }
        end.reach(() -> choices.values().forEach(StreamedChoice::end));
    }
}
