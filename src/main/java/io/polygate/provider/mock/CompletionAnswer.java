package io.polygate.provider.mock;

import io.polygate.provider.UpstreamCall;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The answer to a request for a plain completion, whole or as chunks.
final class CompletionAnswer {

    private final CompletionRequest request;
    private final String id;
    private final String model;
    private final List<Choice> choices = new ArrayList<>();
    private final Usage usage;

    private record Choice(int index, List<String> pieces, String finish) {}

    private CompletionAnswer(CompletionRequest request, UpstreamCall call) {
        this.request = request;
        this.id = "cmpl-" + Hash.hex(call.body().toString());
        this.model = call.model();
        for (int i = 0; i < request.prompts().size() * request.n(); i++) {
            choices.add(choice(i));
        }
        int completion = choices.stream().mapToInt(c -> c.pieces.size()).sum();
        this.usage = new Usage(request.promptTokens(), completion);
    }

    private Choice choice(int index) {
        var said = new Prose.Said(request.prompts().get(index / request.n()), false);
        var pieces = Prose.about(said, index % request.n(), request.behaviour());
        return pieces.size() > request.maxTokens()
                ? new Choice(index, pieces.subList(0, request.maxTokens()), "length")
                : new Choice(index, pieces, "stop");
    }

    static Answer to(CompletionRequest request, UpstreamCall call) {
        var answer = new CompletionAnswer(request, call);
        var finish = answer.choices.getFirst().finish;
        return request.stream()
                ? new Answer(
                        Answer.EVENTS, answer.parts().iterator(), answer.usage.tokens(), finish, request.behaviour())
                : Answer.whole(answer.whole(), answer.usage.tokens(), finish, request.behaviour());
    }

    private Buffer whole() {
        var json = open(new JsonWriter(1024));
        choices.forEach(choice -> write(json, choice, String.join("", choice.pieces), choice.finish));
        json.endArray().name("usage");
        usage.write(json);
        return json.endObject().toBuffer();
    }

    private Stream<Answer.Part> parts() {
        int longest = choices.stream().mapToInt(c -> c.pieces.size()).max().orElse(0);
        var pieces = IntStream.range(0, longest).boxed().flatMap(round -> choices.stream()
                .filter(choice -> round < choice.pieces.size())
                .map(choice -> Answer.Part.of(() -> chunk(choice, choice.pieces.get(round), null), 1)));
        var finish = choices.stream().map(choice -> Answer.Part.closing(() -> chunk(choice, "", choice.finish)));
        var used = Stream.of(usage).filter(u -> request.usageAsked()).map(u -> Answer.Part.closing(this::usageChunk));
        var done = Stream.of(Answer.Part.closing(() -> Buffer.buffer(ChatChunks.DONE)));
        return Stream.of(pieces, finish, used, done).flatMap(parts -> parts);
    }

    private Buffer chunk(Choice choice, String text, @Nullable String finish) {
        var json = open(new JsonWriter(256).framing("data: "));
        write(json, choice, text, finish);
        json.endArray();
        if (request.usageAsked()) {
            json.name("usage").nullValue();
        }
        return json.endObject().framing("\n\n").toBuffer();
    }

    private Buffer usageChunk() {
        var json = open(new JsonWriter(256).framing("data: ")).endArray().name("usage");
        usage.write(json);
        return json.endObject().framing("\n\n").toBuffer();
    }

    private JsonWriter open(JsonWriter json) {
        json.object().field("id", id).field("object", "text_completion").field("created", ChatAnswer.CREATED);
        return json.field("model", model).name("choices").array();
    }

    private static void write(JsonWriter json, Choice choice, String text, @Nullable String finish) {
        json.object()
                .field("text", text)
                .field("index", choice.index)
                .name("logprobs")
                .nullValue();
        json.rawField("finish_reason", finish == null ? "null" : JsonWriter.quote(finish))
                .endObject();
    }
}
