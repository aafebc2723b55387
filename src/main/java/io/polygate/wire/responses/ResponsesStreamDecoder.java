package io.polygate.wire.responses;

import io.polygate.model.ErrorKind;
import io.polygate.model.Extras;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.StreamEvent;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.StreamDecoder;
import io.polygate.wire.StreamEncoder;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.sse.SseEvent;
import io.polygate.wire.sse.SseParser;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads a stream. Events belong to the item of their `output_index` (some vendors change the ids on the way); what
/// they
/// leave out is taken from the item's or the response's end. Two items may be told at the same time.
final class ResponsesStreamDecoder implements StreamDecoder {

    private static final int MAX_OPEN_ITEMS = 1024;

    private final Consumer<StreamEvent> handler;
    private final SseParser parser;
    private final GrowingItem.Parts parts;
    private final Map<Long, GrowingItem> open = new LinkedHashMap<>();
    private int nextPart;
    private long lastIndex;
    private boolean anyItem;
    private boolean calls;
    private boolean started;
    private boolean ended;
    private long sequence;
    private StreamEvent.Started begin = new StreamEvent.Started("", "", 0, Extras.NONE);

    ResponsesStreamDecoder(int maxEventBytes, Consumer<StreamEvent> handler) {
        this.handler = handler;
        this.parser = new SseParser(maxEventBytes, this::event);
        this.parts = new GrowingItem.Parts(handler, () -> nextPart++);
    }

    @Override
    public void push(Buffer chunk) {
        read(() -> parser.push(chunk));
    }

    @Override
    public void finish() {
        read(parser::finish);
        fail(GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's stream ended before the response did"));
    }

    private void read(Runnable step) {
        if (ended) {
            return;
        }
        try {
            step.run();
        } catch (GatewayException e) {
            fail(e.error());
        }
    }

    private void fail(GatewayError error) {
        if (!ended) {
            ended = true;
            open.clear();
            handler.accept(new StreamEvent.Failed(error));
        }
    }

    private void event(SseEvent event) {
        if (ended || event.isDone()) {
            return;
        }
        Json json;
        try {
            json = Json.parse(
                    event.data().array(), event.data().from(), event.data().to(), Json.MAX_DEPTH);
        } catch (JsonSyntaxException e) {
            fail(GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend sent an event that is not valid JSON"));
            return;
        }
        var type = json.string("type");
        var number = json.number("sequence_number");
        sequence = number == null ? sequence + 1 : number + 1;
        read(() -> event(type == null ? event.name() : type, json));
    }

    private void event(String type, Json event) {
        switch (type) {
            case "response.created", "response.queued", "response.in_progress" -> start(event.object("response"));
            case "response.output_item.added" -> added(event);
            case "response.output_item.done" -> done(event);
            case "response.content_part.added" -> partAdded(event);
            case "response.content_part.done" -> partDone(event);
            case "response.output_text.delta" -> text(event, false);
            case "response.refusal.delta" -> text(event, true);
            case "response.output_text.annotation.added" -> annotation(event);
            case "response.reasoning_summary_text.delta" -> reasoning(event, true, "summary_index");
            case "response.reasoning_text.delta" -> reasoning(event, false, "content_index");
            case "response.function_call_arguments.delta", "response.custom_tool_call_input.delta" -> {
                if (open.get(index(event)) instanceof GrowingItem.Call call) {
                    call.delta(delta(event));
                }
            }
            case "response.completed", "response.incomplete", "response.cancelled", "response.done" -> end(event);
            case "response.failed" -> failed(event);
            case "error" -> fail(ResponsesErrors.decodeInside(event));
            default -> other(event);
        }
    }

    /// Events of vendors' tools are told by their items. An error may come without a type.
    private void other(Json event) {
        if (event.get("error") != null && event.string("type") == null) {
            fail(ResponsesErrors.decodeInside(event));
        } else if (event.has("choices")) {
            fail(GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's stream is not one of responses"));
        }
    }

    private void start(@Nullable Json response) {
        if (started) {
            return;
        }
        started = true;
        if (response != null) {
            begin = new StreamEvent.Started(
                    ResponsesAnswers.orEmpty(response.string("id")),
                    ResponsesAnswers.orEmpty(response.string("model")),
                    response.count("created_at"),
                    ResponsesAnswers.extras(response));
        }
        handler.accept(begin);
    }

    @Override
    public Buffer lastWords(GatewayError error, StreamEncoder encoder) {
        var context = ResponseContext.broken(begin.id(), begin.model(), false);
        return ResponsesStreamEncoder.lastWords(context, sequence, begin, error);
    }

    private long index(Json event) {
        var index = event.number("output_index");
        return index == null || index < 0 ? lastIndex : index;
    }

    private static String delta(Json event) {
        return ResponsesAnswers.orEmpty(event.string("delta"));
    }

    private void added(Json event) {
        var item = event.object("item");
        if (item != null) {
            lastIndex = index(event);
            open(lastIndex, item);
        }
    }

    private GrowingItem open(long index, Json item) {
        start(null);
        if (open.size() >= MAX_OPEN_ITEMS) {
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend leaves too many items open")
                    .asException();
        }
        anyItem = true;
        calls |= AssistantItems.type(item).endsWith("function_call")
                || AssistantItems.type(item).equals("custom_tool_call");
        var before = open.remove(index);
        if (before != null) {
            before.finish(Json.parse("{}"));
        }
        var grown = GrowingItem.of(item, parts);
        open.put(index, grown);
        return grown;
    }

    private void done(Json event) {
        var item = event.object("item");
        if (item == null) {
            return;
        }
        lastIndex = index(event);
        var grown = open.containsKey(lastIndex) ? open.get(lastIndex) : open(lastIndex, item);
        open.remove(lastIndex);
        if (grown != null) {
            grown.finish(item);
        }
    }

    private GrowingItem.@Nullable Message message(Json event) {
        var index = index(event);
        var item = open.get(index);
        if (item == null) {
            item = open(index, Json.parse("{\"type\":\"message\"}"));
        }
        return item instanceof GrowingItem.Message message ? message : null;
    }

    private void partAdded(Json event) {
        var part = event.object("part");
        if (part != null && !isReasoning(part)) {
            var message = message(event);
            if (message != null) {
                message.start(event.count("content_index"), part);
            }
        }
    }

    private static boolean isReasoning(Json part) {
        return "reasoning_text".equals(part.string("type"));
    }

    private void partDone(Json event) {
        var part = event.object("part");
        if (part != null && open.get(index(event)) instanceof GrowingItem.Message message) {
            message.end(event.count("content_index"), part);
        }
    }

    private void text(Json event, boolean refusal) {
        var message = message(event);
        if (message == null) {
            return;
        }
        message.delta(event.count("content_index"), refusal, delta(event));
        var logprobs = ResponsesLogprobs.decode(event.items("logprobs"));
        if (!logprobs.isEmpty()) {
            handler.accept(new StreamEvent.LogprobsAdded(0, logprobs));
        }
    }

    private void annotation(Json event) {
        var annotation = event.object("annotation");
        if (annotation != null && open.get(index(event)) instanceof GrowingItem.Message message) {
            message.cite(event.count("content_index"), annotation);
        }
    }

    private void reasoning(Json event, boolean summary, String indexField) {
        var index = index(event);
        var item = open.get(index);
        if (item == null) {
            item = open(index, Json.parse("{\"type\":\"reasoning\"}"));
        }
        if (item instanceof GrowingItem.Reasoning reasoning) {
            reasoning.delta(summary, event.count(indexField), delta(event));
        }
    }

    private void failed(Json event) {
        var response = event.object("response");
        start(response);
        fail(ResponsesErrors.decodeInside(response == null ? event : response));
    }

    private void end(Json event) {
        var told = event.object("response");
        var response = told == null ? event : told;
        start(response);
        if (response.get("error") != null) {
            fail(ResponsesErrors.decodeInside(response));
            return;
        }
        var output = response.items("output");
        if (!anyItem) {
            output.forEach(item -> open(nextPart, item).finish(item));
        } else {
            open.forEach((index, item) ->
                    item.finish(index < output.size() ? output.get(index.intValue()) : Json.parse("{}")));
        }
        open.clear();
        handler.accept(new StreamEvent.Finished(0, ResponsesAnswers.finish(response, calls), Extras.NONE));
        if (response.object("usage") != null) {
            handler.accept(new StreamEvent.UsageReported(ResponsesUsage.decode(response)));
        }
        ended = true;
        handler.accept(new StreamEvent.Ended());
    }
}
