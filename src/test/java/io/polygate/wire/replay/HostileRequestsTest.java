package io.polygate.wire.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.polygate.model.ChatRequest;
import io.polygate.model.GatewayException;
import io.polygate.wire.Dialect;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.Target;
import io.polygate.wire.anthropic.AnthropicDialect;
import io.polygate.wire.bedrock.BedrockDialect;
import io.polygate.wire.cohere.CohereDialect;
import io.polygate.wire.dashscope.DashScopeDialect;
import io.polygate.wire.gemini.GeminiDialect;
import io.polygate.wire.json.Json;
import io.polygate.wire.mistral.MistralDialect;
import io.polygate.wire.ollama.OllamaDialect;
import io.polygate.wire.openai.ChatDialect;
import io.polygate.wire.openai.CompletionsDialect;
import io.polygate.wire.responses.ResponsesDialect;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Requests of real clients with something wrong in one place, at every place: each is told to every backend or refused
/// with a word about where it is wrong, and never breaks anything.
final class HostileRequestsTest {

    private static final Path CLIENTS = Path.of("src/test/resources/clients");

    private static final List<Dialect> DOORS =
            List.of(new ChatDialect(), new ResponsesDialect(), new AnthropicDialect(), new GeminiDialect());

    private static final Map<Dialect, String> BACKENDS = Map.of(
            DOORS.get(0),
            "gpt-5",
            DOORS.get(1),
            "gpt-5",
            DOORS.get(2),
            "claude-sonnet-4-5",
            DOORS.get(3),
            "gemini-3-pro-preview",
            new CompletionsDialect(),
            "m",
            new OllamaDialect(),
            "m",
            new DashScopeDialect(),
            "m",
            new CohereDialect(),
            "m",
            new MistralDialect(),
            "m",
            new BedrockDialect(),
            "anthropic.claude-3-haiku");

    /// What stands in the place of a value.
    private static final List<String> WRONG = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1e400",
            "123456789012345678901234567890",
            "0.5",
            "\"\"",
            "\"x\"",
            "\"\\ud800\"",
            "\"\\u0000\"",
            "\"data:image/png;base64,\"",
            "\"data:,\"",
            "[]",
            "[null]",
            "[[]]",
            "[1,\"a\",{}]",
            "{}",
            "{\"type\":\"function\"}",
            "{\"type\":\"text\",\"text\":null}",
            "{\"\":{\"\":[]}}");

    @TestFactory
    Stream<DynamicTest> everyPlaceMayHoldTheWrongThing() throws IOException {
        try (var files = Files.list(CLIENTS)) {
            return files.sorted().toList().stream()
                    .map(file -> dynamicTest(file.getFileName().toString(), () -> check(file)));
        }
    }

    private static void check(Path file) throws IOException {
        var door = DOORS.stream()
                .filter(d -> file.getFileName().toString().startsWith(d.name() + "-"))
                .findFirst()
                .orElseThrow();
        var json = Json.parse(Buffer.buffer(Files.readString(file)));
        var broken = new ArrayList<String>();
        for (var place : HostileJson.places(json)) {
            for (var wrong : WRONG) {
                tell(door, HostileJson.with(json, place, wrong), place + " = " + wrong, broken);
            }
            tell(door, HostileJson.without(json, place), "no " + place, broken);
            tell(door, HostileJson.twice(json, place), "twice " + place, broken);
        }
        assertThat(broken).isEmpty();
    }

    private static void tell(Dialect door, String text, String what, List<String> broken) {
        ChatRequest meant;
        try {
            meant = door.decodeRequest(IncomingRequest.of(Buffer.buffer(text), null, null, Map.of()));
        } catch (GatewayException e) {
            refused(e, what, broken);
            return;
        } catch (RuntimeException | StackOverflowError e) {
            broken.add(what + ": " + e);
            return;
        }
        BACKENDS.forEach((to, model) -> {
            try {
                var encoded = to.encodeRequest(meant, Target.of(model));
                Json.parse(encoded.body());
            } catch (GatewayException e) {
                refused(e, what + " to " + to.name(), broken);
            } catch (RuntimeException | StackOverflowError e) {
                broken.add(what + " to " + to.name() + ": " + e + " at " + e.getStackTrace()[0]);
            }
        });
    }

    private static void refused(GatewayException e, String what, List<String> broken) {
        var error = e.error();
        if (error.status() != 400 || error.message().isBlank()) {
            broken.add(what + ": " + error.status() + " " + error.message());
        }
    }
}
