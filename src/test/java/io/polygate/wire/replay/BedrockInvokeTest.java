package io.polygate.wire.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.polygate.model.StreamEvent;
import io.polygate.wire.Target;
import io.polygate.wire.anthropic.AnthropicDialect;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What Bedrock tells of Claude's answers to `invoke` are Messages, once its own framing is off.
final class BedrockInvokeTest {

    private static final Counter COUNTER = new Counter("bedrock invoke");
    private static final AnthropicDialect DIALECT = new AnthropicDialect();
    private static final AnthropicReader READER = new AnthropicReader();

    @TestFactory
    Stream<DynamicTest> claudesAnswersKeepTheirMeaning() {
        return Recordings.of(Set.of("bedrock-invoke")).stream()
                .filter(recording -> recording.status() == 200 && claude(recording))
                .map(recording -> dynamicTest(recording.toString(), () -> {
                    COUNTER.begin("whole");
                    var response = DIALECT.decodeResponse(Buffer.buffer(recording.body()), Target.of("m"));
                    assertThat(Meaning.of(response)).isEqualTo(READER.read(recording));
                    COUNTER.passed("whole");
                }));
    }

    @TestFactory
    Stream<DynamicTest> claudesStreamsKeepTheirMeaning() {
        return frames().stream()
                .map(file -> dynamicTest(file.getFileName().toString(), () -> {
                    COUNTER.begin("streamed");
                    var messages = messages(file);
                    var stream = new StringBuilder();
                    messages.forEach(m -> stream.append("event: ")
                            .append(m.getString("type"))
                            .append("\ndata: ")
                            .append(m.encode())
                            .append("\n\n"));
                    var body = stream.toString().getBytes(UTF_8);
                    var events = Replay.events(DIALECT, Target.of("m"), body, body.length);
                    assertThat(Replay.events(DIALECT, Target.of("m"), body, 1)).isEqualTo(events);
                    EventOrder.check(events);
                    assertThat(events.getLast()).isInstanceOf(StreamEvent.Ended.class);
                    assertThat(Meaning.of(Replay.response(events))).isEqualTo(AnthropicReader.read(messages));
                    COUNTER.passed("streamed");
                }));
    }

    @AfterAll
    static void report() {
        COUNTER.print();
    }

    private static boolean claude(Recording recording) {
        return new JsonObject(new String(recording.body(), UTF_8))
                .getString("type", "")
                .equals("message");
    }

    private static List<Path> frames() {
        var folder = Recordings.root().resolve("bedrock");
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".events.jsonl"))
                    .filter(f -> !messages(f).isEmpty())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The messages inside the frames; none where another model speaks.
    private static List<JsonObject> messages(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .map(line -> new JsonObject(line).getValue("decoded_bytes"))
                    .filter(JsonObject.class::isInstance)
                    .map(JsonObject.class::cast)
                    .filter(message -> message.containsKey("type"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
