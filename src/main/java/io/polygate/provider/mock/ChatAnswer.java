package io.polygate.provider.mock;

import io.polygate.model.TokenCount;
import io.polygate.provider.UpstreamCall;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer to a chat request, whole or as chunks.
final class ChatAnswer {

    /// Fixed, so that the same request has the same answer to the byte.
    static final long CREATED = 1_700_000_000L;

    private static final String CUT_OFF = "length";

    private final ChatRequest request;
    private final UpstreamCall call;
    private final String id;
    private final List<Choice> choices = new ArrayList<>();
    private final Usage usage;

    /// One of the `n` alternatives: the pieces of its text, or of its tool call's arguments.
    record Choice(int index, List<String> pieces, @Nullable String toolId, String finish) {}

    private ChatAnswer(ChatRequest request, UpstreamCall call) {
        this.request = request;
        this.call = call;
        this.id = "chatcmpl-" + Hash.hex(call.body().toString());
        for (int i = 0; i < request.n(); i++) {
            choices.add(choice(i));
        }
        int completion =
                choices.stream().mapToInt(choice -> choice.pieces.size()).sum();
        this.usage = new Usage(request.promptTokens(), completion);
    }

    private Choice choice(int index) {
        var tool = request.tool();
        var pieces = tool == null ? request.text(index) : Pieces.of(tool.arguments());
        if (pieces.size() > request.maxTokens()) {
            var kept = pieces.subList(0, request.maxTokens());
            return new Choice(index, kept, tool == null ? null : tool.id(index), CUT_OFF);
        }
        return tool == null
                ? new Choice(index, pieces, null, "stop")
                : new Choice(index, pieces, tool.id(index), "tool_calls");
    }

    static Answer to(ChatRequest request, UpstreamCall call) {
        var answer = new ChatAnswer(request, call);
        var finish = answer.choices.getFirst().finish;
        TokenCount tokens = answer.usage.tokens();
        return request.stream()
                ? new Answer(Answer.EVENTS, answer.chunks().parts().iterator(), tokens, finish, request.behaviour())
                : Answer.whole(answer.whole(), tokens, finish, request.behaviour());
    }

    private ChatChunks chunks() {
        return new ChatChunks(
                new ChatChunks.Frame(id, call.model(), request.usageAsked() ? usage : null), choices, request.tool());
    }

    private Buffer whole() {
        var json = new JsonWriter(1024).object();
        json.field("id", id).field("object", "chat.completion").field("created", CREATED);
        json.field("model", call.model()).name("choices").array();
        for (var choice : choices) {
            json.object().field("index", choice.index).name("message");
            message(json, choice);
            json.name("logprobs")
                    .nullValue()
                    .field("finish_reason", choice.finish)
                    .endObject();
        }
        json.endArray().name("usage");
        usage.write(json);
        return json.endObject().toBuffer();
    }

    private void message(JsonWriter json, Choice choice) {
        var text = String.join("", choice.pieces);
        var tool = request.tool();
        json.object().field("role", "assistant");
        if (tool == null || choice.toolId == null) {
            json.field("content", text).name("refusal").nullValue().endObject();
            return;
        }
        json.name("content").nullValue().name("refusal").nullValue();
        json.name("tool_calls").array().object().field("id", choice.toolId).field("type", "function");
        json.name("function").object().field("name", tool.name()).field("arguments", text);
        json.endObject().endObject().endArray().endObject();
    }
}
