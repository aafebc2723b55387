package io.polygate.wire.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.model.TokenCount;
import io.polygate.model.Units;
import io.polygate.wire.openai.RealtimeTurns;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What the turns of recorded Realtime conversations used, told by OpenAI's and Azure's servers; xAI's tell nothing.
final class RecordedTurnsTest {

    @TestFactory
    Stream<DynamicTest> aTurnIsCountedAsItsServerSays() throws IOException {
        var folder = Recordings.root().resolve("realtime");
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("gemini")).sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
        }
    }

    private static void check(Path file) {
        var heard = new ArrayList<RealtimeTurns.Turn>();
        var turns = new RealtimeTurns(heard::add);
        var said = new ArrayList<JsonObject>();
        for (var line : lines(file)) {
            var event = new JsonObject(line).getValue("data");
            if (event instanceof JsonObject json) {
                turns.hear(Buffer.buffer(json.encode()));
                if ("response.done".equals(json.getString("type"))) {
                    said.add(json.getJsonObject("response").getJsonObject("usage"));
                }
            }
        }
        assertThat(heard).hasSameSizeAs(said);
        for (int i = 0; i < said.size(); i++) {
            check(heard.get(i), said.get(i));
        }
    }

    private static void check(RealtimeTurns.Turn turn, JsonObject usage) {
        if (usage.isEmpty()) {
            assertThat(turn.tokens()).isEqualTo(TokenCount.UNKNOWN);
            assertThat(turn.units()).isEqualTo(Units.NONE);
            return;
        }
        var heard = usage.getJsonObject("input_token_details");
        var spoken = usage.getJsonObject("output_token_details");
        assertThat(turn.units())
                .isEqualTo(Units.NONE
                        .and(Units.Kind.INPUT_AUDIO_TOKENS, heard.getLong("audio_tokens"))
                        .and(Units.Kind.OUTPUT_AUDIO_TOKENS, spoken.getLong("audio_tokens")));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
