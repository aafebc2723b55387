package io.polygate.wire.kiro;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.model.ChatRequest;
import io.polygate.model.ErrorKind;
import io.polygate.model.FinishReason.Unified;
import io.polygate.testing.Frames;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.ResponseCollector;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.Target;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.anthropic.AnthropicDialect;
import io.polygate.wire.openai.ChatDialect;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What Kiro is sent and what it answers, by hand from what is known of it: nobody has recorded it.
final class KiroGoldenTest {

    private static final Path FOLDER = Path.of("src/test/resources/golden/kiro");

    private final KiroDialect kiro = new KiroDialect();

    private static String read(String name) throws IOException {
        return Files.readString(FOLDER.resolve(name));
    }

    /// Without the conversation's id, which is made.
    private static JsonObject sent(Buffer body) {
        var json = new JsonObject(body);
        assertThat(json.getJsonObject("conversationState").getString("conversationId"))
                .hasSize(36);
        json.getJsonObject("conversationState").put("conversationId", "*");
        return json;
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "tools", "thinking"})
    void aRequestIsAConversation(String name) throws IOException {
        var request = new ChatDialect().decodeRequest(IncomingRequest.of(Buffer.buffer(read(name + ".openai.json"))));
        var encoded = kiro.encodeRequest(request, Target.of(request.model()));
        assertThat(sent(encoded.body())).isEqualTo(new JsonObject(read(name + ".kiro.json")));
    }

    @Test
    void whatAResultAndADocumentShowIsSentAndSoIsTheWishToThink() {
        var body = "{\"model\":\"m\",\"max_tokens\":100,\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000},"
                + "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"document\",\"source\":"
                + "{\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":\"The house rules\"}}]},"
                + "{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"look\",\"input\":{}}]},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t1\",\"content\":"
                + "[{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"QUJD\"}}]}]}]}";
        var request = new AnthropicDialect().decodeRequest(IncomingRequest.of(Buffer.buffer(body)));
        var encoded = kiro.encodeRequest(request, Target.of(request.model()));
        var state = new JsonObject(encoded.body()).getJsonObject("conversationState");
        assertThat(state.getJsonArray("history").encode())
                .contains("<max_thinking_length>2000</max_thinking_length>")
                .contains("\"content\":\"The house rules\"");
        assertThat(state.getJsonObject("currentMessage")
                        .getJsonObject("userInputMessage")
                        .getJsonArray("images"))
                .isEqualTo(new JsonArray("[{\"format\":\"png\",\"source\":{\"bytes\":\"QUJD\"}}]"));
        assertThat(encoded.warnings()).containsExactly("max_tokens: not supported by kiro");
    }

    @Test
    void aConversationKeepsItsIdFromTurnToTurn() {
        var first = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"One\"}]}";
        var second = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"One\"},"
                + "{\"role\":\"assistant\",\"content\":\"Two\"},{\"role\":\"user\",\"content\":\"Three\"}]}";
        assertThat(id(first)).isEqualTo(id(second)).isNotEqualTo(id(first.replace("One", "Zero")));
    }

    private String id(String chat) {
        var request = new ChatDialect().decodeRequest(IncomingRequest.of(Buffer.buffer(chat)));
        return new JsonObject(kiro.encodeRequest(request, Target.of("m")).body())
                .getJsonObject("conversationState")
                .getString("conversationId");
    }

    private static Buffer frames(String name) throws IOException {
        var frames = Buffer.buffer();
        read(name + ".events.jsonl")
                .lines()
                .map(JsonObject::new)
                .forEach(line -> line.forEach(event ->
                        frames.appendBuffer(Frames.event(event.getKey(), ((JsonObject) event.getValue()).encode()))));
        return frames;
    }

    /// Whole, and in pieces of every small size.
    @ParameterizedTest
    @CsvSource({"calls, TOOL_CALLS, 1000", "text, STOP, 2500"})
    void anAnswerIsToldInTheCallersWords(String name, Unified finish, long tokens) throws IOException {
        var frames = frames(name);
        var expected = new JsonObject(read(name + ".answer.json"));
        for (int size : new int[] {frames.length(), 1, 7, 16, 61}) {
            var collector = new ResponseCollector(Long.MAX_VALUE);
            var decoder = kiro.streamDecoder(Target.of("m"), collector);
            for (int at = 0; at < frames.length(); at += size) {
                decoder.push(frames.getBuffer(at, Math.min(frames.length(), at + size)));
            }
            decoder.finish();
            assertThat(collector.error()).isNull();
            var response = collector.response();
            assertThat(response.choices().getFirst().finish().unified()).isEqualTo(finish);
            assertThat(response.usage().total()).isEqualTo(tokens);
            var chat = new JsonObject(new ChatDialect()
                    .encodeResponse(response, ResponseContext.of("id", 0, ChatRequest.of("m", List.of())))
                    .body());
            var message = chat.getJsonArray("choices").getJsonObject(0).getJsonObject("message");
            assertThat(message).as("in pieces of " + size).isEqualTo(expected);
        }
    }

    @Test
    void anAnswerThatGrewTooLongEndsAtItsLength() {
        var frames = Frames.event("assistantResponseEvent", "{\"content\":\"Once\"}")
                .appendBuffer(Frames.exception("ContentLengthExceededException", "{\"message\":\"too long\"}"));
        var response = kiro.decodeResponse(frames, Target.of("m"));
        assertThat(response.choices().getFirst().finish().unified()).isEqualTo(Unified.LENGTH);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "402|{\"message\":\"You have reached the limit.\",\"reason\":\"MONTHLY_REQUEST_COUNT\"}|PAYMENT_REQUIRED",
                "400|{\"message\":\"Input is too long.\",\"reason\":\"CONTENT_LENGTH_EXCEEDS_THRESHOLD\"}|CONTEXT_LENGTH",
                "403|{\"message\":\"The bearer token included in the request is invalid.\"}|UPSTREAM_AUTH",
                "400|{\"message\":\"Improperly formed request.\"}|UPSTREAM_REJECTED",
                "429|{\"message\":\"Too many requests\"}|RATE_LIMITED",
                "500|{\"message\":\"Encountered an unexpected error\"}|UPSTREAM_ERROR"
            })
    void aFailureIsOfItsKind(int status, String body, String kind) {
        var error = kiro.decodeError(new UpstreamFailure(status, Map.of(), Buffer.buffer(body)));
        if (kind.equals("UPSTREAM_REJECTED")) {
            assertThat(error.status()).isEqualTo(400);
            assertThat(error.message()).isEqualTo("Improperly formed request.");
        } else {
            assertThat(error.kind()).isEqualTo(ErrorKind.valueOf(kind));
        }
    }
}
