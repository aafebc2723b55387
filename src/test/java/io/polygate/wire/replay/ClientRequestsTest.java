package io.polygate.wire.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.polygate.wire.Dialect;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.Target;
import io.polygate.wire.anthropic.AnthropicDialect;
import io.polygate.wire.gemini.GeminiDialect;
import io.polygate.wire.json.Json;
import io.polygate.wire.openai.ChatDialect;
import io.polygate.wire.responses.ResponsesDialect;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Requests as today's clients make them (`clients/<dialect>-<case>.json`), told to a backend of every dialect: what
/// goes out is what its vendor takes, and the same each time.
final class ClientRequestsTest {

    private static final Path CLIENTS = Path.of("src/test/resources/clients");
    private static final Map<Dialect, String> MODELS = Map.of(
            new ChatDialect(), "gpt-5",
            new ResponsesDialect(), "gpt-5",
            new AnthropicDialect(), "claude-sonnet-4-5",
            new GeminiDialect(), "gemini-3-pro-preview");

    @TestFactory
    Stream<DynamicTest> everyClientsRequestIsOneThatTheBackendTakes() throws IOException {
        try (var files = Files.list(CLIENTS)) {
            return files.sorted().toList().stream().flatMap(file -> MODELS.keySet().stream()
                    .map(to -> dynamicTest(file.getFileName() + " to " + to.name(), () -> check(file, to))));
        }
    }

    private static void check(Path file, Dialect to) throws IOException {
        var text = Files.readString(file);
        var encoded = encode(file, text, to);
        assertThat(encode(file, text, to).body()).isEqualTo(encoded.body());
        var body = Json.parse(encoded.body());
        switch (to.name()) {
            case "openai" -> takenByOpenAi(body);
            case "anthropic" -> takenByAnthropic(body);
            case "gemini" -> takenByGemini(body);
            default -> takenByResponses(body);
        }
    }

    private static EncodedRequest encode(Path file, String text, Dialect to) {
        var name = file.getFileName().toString();
        var from = MODELS.keySet().stream()
                .filter(dialect -> name.startsWith(dialect.name() + "-"))
                .findFirst()
                .orElseThrow();
        var meant = from.decodeRequest(IncomingRequest.of(Buffer.buffer(text), "model", true, Map.of()));
        return to.encodeRequest(meant, Target.of(MODELS.get(to)));
    }

    private static void takenByOpenAi(Json body) {
        var open = new HashSet<String>();
        for (var message : body.items("messages")) {
            var content = message.get("content");
            assertThat(content == null || !content.isArray() || !content.items().isEmpty())
                    .as("content of %s", message)
                    .isTrue();
            message.items("tool_calls").forEach(call -> open.add(call.string("id")));
            if ("tool".equals(message.string("role"))) {
                assertThat(open.remove(message.string("tool_call_id"))).isTrue();
            }
        }
        assertThat(open).isEmpty();
        for (var tool : body.items("tools")) {
            assertThat(tool.string("type")).isIn("function", "custom");
        }
    }

    private static void takenByResponses(Json body) {
        var open = new HashSet<String>();
        for (var item : body.items("input")) {
            switch (item.string("type")) {
                case "function_call", "custom_tool_call" -> open.add(item.string("call_id"));
                case "function_call_output", "custom_tool_call_output" ->
                    assertThat(open.remove(item.string("call_id"))).isTrue();
                default -> {}
            }
        }
        assertThat(open).isEmpty();
        assertThat(body.bool("store")).isFalse();
    }

    private static void takenByAnthropic(Json body) {
        assertThat(body.number("max_tokens")).isPositive();
        List<String> asked = List.of();
        String last = null;
        for (var message : body.items("messages")) {
            var role = message.string("role");
            assertThat(role).isNotEqualTo(last).isIn("user", "assistant");
            last = role;
            var answered = new ArrayList<String>();
            var next = new ArrayList<String>();
            for (var block : message.items("content")) {
                var type = block.string("type");
                if ("tool_use".equals(type)) {
                    assertThat(block.string("id")).matches("[A-Za-z0-9_-]{1,64}");
                    next.add(block.string("id"));
                } else if ("tool_result".equals(type)) {
                    answered.add(block.string("tool_use_id"));
                } else if ("text".equals(type)) {
                    assertThat(block.string("text")).isNotBlank();
                }
            }
            assertThat(answered).containsExactlyInAnyOrderElementsOf(asked);
            asked = next;
        }
        var thinking = body.object("thinking");
        if (thinking != null && "enabled".equals(thinking.string("type"))) {
            assertThat(thinking.number("budget_tokens")).isGreaterThanOrEqualTo(1024);
            assertThat(thinking.number("budget_tokens")).isLessThan(body.number("max_tokens"));
            assertThat(body.has("temperature") || body.has("top_k")).isFalse();
            var choice = body.object("tool_choice");
            assertThat(choice == null ? "auto" : choice.string("type")).isIn("auto", "none");
        }
    }

    private static void takenByGemini(Json body) {
        List<String> asked = List.of();
        for (var content : body.items("contents")) {
            assertThat(content.string("role")).isIn("user", "model");
            assertThat(content.items("parts")).isNotEmpty();
            var answered = new ArrayList<String>();
            var next = new ArrayList<String>();
            for (var part : content.items("parts")) {
                if (part.has("functionCall")) {
                    next.add(part.object("functionCall").string("id"));
                } else if (part.has("functionResponse")) {
                    answered.add(part.object("functionResponse").string("id"));
                }
            }
            assertThat(answered).isEqualTo(asked);
            asked = next;
        }
    }
}
