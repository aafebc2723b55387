package io.polygate.wire.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.polygate.model.ChatResponse;
import io.polygate.model.StreamEvent;
import io.polygate.testing.Frames;
import io.polygate.wire.BackendDialect;
import io.polygate.wire.ResponseEvents;
import io.polygate.wire.Target;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.bedrock.BedrockDialect;
import io.polygate.wire.bedrock.BedrockTokens;
import io.polygate.wire.replay.BedrockReader.Event;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What Converse was recorded to answer: read whole and in pieces, and told to callers of every dialect.
final class RecordedBedrockTest {

    private static final Counter COUNTER = new Counter("bedrock converse");
    private static final BedrockDialect BEDROCK = new BedrockDialect();
    private static final Target TARGET = Target.of("us.anthropic.claude-sonnet-4-5-v1:0");

    @AfterAll
    static void report() {
        COUNTER.print();
    }

    private static DynamicTest counted(String group, Object name, Runnable check) {
        return dynamicTest(group + ": " + name, () -> {
            COUNTER.begin(group);
            check.run();
            COUNTER.passed(group);
        });
    }

    @TestFactory
    Stream<DynamicTest> wholeAnswersSayWhatWasRecordedToEveryCaller() {
        return Recordings.of(Set.of("bedrock-converse")).stream()
                .filter(recording -> recording.status() == 200)
                .map(recording -> counted("whole", recording, () -> {
                    var response = BEDROCK.decodeResponse(Buffer.buffer(recording.body()), TARGET);
                    var meaning = BedrockReader.whole(new JsonObject(Buffer.buffer(recording.body())));
                    assertThat(Meaning.of(response)).isEqualTo(meaning);
                    callers().forEach(to -> told(to, response, meaning));
                }));
    }

    @TestFactory
    Stream<DynamicTest> streamsSayWhatWasRecordedToEveryCallerHoweverTheyAreSplit() {
        return streams().stream()
                .map(file -> counted("streamed", file.getFileName(), () -> {
                    var events = events(file);
                    var body = body(file, events);
                    var read = Replay.events(BEDROCK, TARGET, body, body.length);
                    assertThat(Replay.events(BEDROCK, TARGET, body, 1))
                            .as("byte by byte")
                            .isEqualTo(read);
                    assertThat(Replay.events(BEDROCK, TARGET, body, 7))
                            .as("in sevens")
                            .isEqualTo(read);
                    EventOrder.check(read);
                    assertThat(read.getLast()).isInstanceOf(StreamEvent.Ended.class);
                    var meaning = BedrockReader.stream(events);
                    assertThat(Meaning.of(Replay.response(read))).isEqualTo(meaning);
                    callers().forEach(to -> told(to, read, meaning));
                }));
    }

    @TestFactory
    Stream<DynamicTest> failuresKeepStatusAndWords() {
        return Recordings.of(Set.of(
                        "bedrock-converse",
                        "bedrock-converse-stream",
                        "bedrock-invoke",
                        "bedrock-invoke-stream",
                        "bedrock-count-tokens"))
                .stream()
                .filter(recording -> recording.status() >= 400)
                .map(recording -> counted("failures", recording, () -> {
                    var headers = new HashMap<String, String>();
                    headers(recording)
                            .forEach(entry -> headers.put(
                                    entry.getKey().toLowerCase(Locale.ROOT), String.valueOf(entry.getValue())));
                    var body = Buffer.buffer(recording.body());
                    var error = BEDROCK.decodeError(new UpstreamFailure(recording.status(), headers, body));
                    if (Failures.isAuth(error)) {
                        assertThat(error.status()).isEqualTo(502);
                    } else {
                        assertThat(error.status()).isEqualTo(recording.status());
                        assertThat(error.message()).isEqualTo(new JsonObject(body).getString("message"));
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> countsOfTokensAreRead() {
        return Recordings.of(Set.of("bedrock-count-tokens")).stream()
                .filter(recording -> recording.status() == 200)
                .map(recording -> counted("counts", recording, () -> {
                    var body = Buffer.buffer(recording.body());
                    assertThat(BedrockTokens.decodeResponse(body))
                            .isEqualTo(new JsonObject(body).getLong("inputTokens"));
                }));
    }

    /// The dialects that a door speaks.
    private static List<Joined> callers() {
        return Dialects.ALL.stream()
                .filter(to -> !(to.dialect() instanceof BackendDialect))
                .toList();
    }

    private static JsonObject headers(Recording recording) {
        try {
            var text = Files.readString(recording.root().resolve(recording.caseFile()));
            return new JsonObject(text).getJsonObject("response").getJsonObject("headers");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void told(Joined to, ChatResponse response, Meaning meaning) {
        var body = to.dialect().encodeResponse(response, Replay.context(false)).body();
        var again = to.dialect().decodeResponse(body, Target.of("m"));
        assertThat(to.sayable().apply(Meaning.of(again)))
                .as("whole to " + to)
                .isEqualTo(to.sayable().apply(meaning));
        var events = new ArrayList<StreamEvent>();
        ResponseEvents.replay(response, events::add);
        told(to, events, meaning);
    }

    private static void told(Joined to, List<StreamEvent> events, Meaning meaning) {
        var bytes = Replay.encode(to.dialect(), events).getBytes();
        var again = Replay.events(to.dialect(), Target.of("m"), bytes, 333);
        EventOrder.check(again);
        assertThat(to.sayable().apply(Meaning.of(Replay.response(again))))
                .as("streamed to " + to)
                .isEqualTo(to.sayable().apply(meaning));
    }

    /// The decoded events beside each recorded stream, and the payloads of those whose frames were not kept.
    private static List<Path> streams() {
        if (!Recordings.present()) {
            return List.of();
        }
        try (var files = Files.list(Recordings.root().resolve("bedrock"))) {
            return files.filter(f -> f.toString().endsWith(".events.jsonl")
                            || f.toString().endsWith(".chunks.jsonl"))
                    .filter(f ->
                            events(f).stream().noneMatch(event -> event.type().equals("chunk")))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Event> events(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .map(JsonObject::new)
                    .map(line -> line.containsKey("headers")
                            ? new Event(
                                    line.getJsonObject("headers").getString(":event-type"),
                                    line.getJsonObject("payload"))
                            : new Event(line.fieldNames().iterator().next(), (JsonObject)
                                    line.getValue(line.fieldNames().iterator().next())))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The bytes as they were recorded, or framed from the payloads.
    private static byte[] body(Path file, List<Event> events) {
        var recorded = Path.of(file.toString().replace(".events.jsonl", ".bin"));
        try {
            if (Files.exists(recorded) && !recorded.equals(file)) {
                return Files.readAllBytes(recorded);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var bytes = Buffer.buffer();
        events.forEach(event ->
                bytes.appendBuffer(Frames.event(event.type(), event.payload().encode())));
        return Arrays.copyOf(bytes.getBytes(), bytes.length());
    }
}
