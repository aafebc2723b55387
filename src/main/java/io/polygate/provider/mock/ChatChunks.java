package io.polygate.provider.mock;

import io.polygate.provider.mock.ChatAnswer.Choice;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A chat answer as a stream of chunks: the role first, the pieces of all choices in turn, the finish reasons, usage
/// where it was asked for, the end mark. Each is written when it is due.
final class ChatChunks {

    static final String DONE = "data: [DONE]\n\n";

    private final Frame frame;
    private final List<Choice> choices;
    private final @Nullable Tool tool;

    /// What all chunks have in common. With a usage, every chunk has the member.
    record Frame(String id, String model, @Nullable Usage usage) {}

    ChatChunks(Frame frame, List<Choice> choices, @Nullable Tool tool) {
        this.frame = frame;
        this.choices = choices;
        this.tool = tool;
    }

    Stream<Answer.Part> parts() {
        int longest = choices.stream()
                .mapToInt(choice -> choice.pieces().size())
                .max()
                .orElse(0);
        var begin = choices.stream().map(choice -> Answer.Part.of(() -> begin(choice), 0));
        var pieces = IntStream.range(0, longest).boxed().flatMap(round -> choices.stream()
                .filter(choice -> round < choice.pieces().size())
                .map(choice ->
                        Answer.Part.of(() -> piece(choice, choice.pieces().get(round)), 1)));
        var finish = choices.stream().map(choice -> Answer.Part.closing(() -> finish(choice)));
        var usage = Stream.ofNullable(frame.usage).map(used -> Answer.Part.closing(() -> usage(used)));
        var done = Stream.of(Answer.Part.closing(() -> Buffer.buffer(DONE)));
        return Stream.of(begin, pieces, finish, usage, done).flatMap(parts -> parts);
    }

    private Buffer begin(Choice choice) {
        return chunk(choice, null, json -> {
            json.field("role", "assistant");
            if (tool == null || choice.toolId() == null) {
                json.field("content", "").name("refusal").nullValue();
                return;
            }
            json.name("content").nullValue().name("tool_calls").array().object().field("index", 0);
            json.field("id", choice.toolId()).field("type", "function").name("function");
            json.object().field("name", tool.name()).field("arguments", "").endObject();
            json.endObject().endArray();
        });
    }

    private Buffer piece(Choice choice, String piece) {
        return chunk(choice, null, json -> {
            if (choice.toolId() == null) {
                json.field("content", piece);
                return;
            }
            json.name("tool_calls").array().object().field("index", 0).name("function");
            json.object().field("arguments", piece).endObject().endObject().endArray();
        });
    }

    private Buffer finish(Choice choice) {
        return chunk(choice, choice.finish(), json -> {});
    }

    private Buffer chunk(Choice choice, @Nullable String finish, Consumer<JsonWriter> delta) {
        var json = open().name("choices").array().object().field("index", choice.index());
        delta.accept(json.name("delta").object());
        json.endObject().name("logprobs").nullValue();
        json.rawField("finish_reason", finish == null ? "null" : JsonWriter.quote(finish));
        json.endObject().endArray();
        if (frame.usage != null) {
            json.name("usage").nullValue();
        }
        return close(json);
    }

    private Buffer usage(Usage used) {
        var json = open().name("choices").array().endArray().name("usage");
        used.write(json);
        return close(json);
    }

    private JsonWriter open() {
        var json = new JsonWriter(256).framing("data: ").object().field("id", frame.id);
        json.field("object", "chat.completion.chunk").field("created", ChatAnswer.CREATED);
        return json.field("model", frame.model);
    }

    private static Buffer close(JsonWriter json) {
        return json.endObject().framing("\n\n").toBuffer();
    }
}
