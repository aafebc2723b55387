package io.polygate.wire.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.model.Content;
import io.polygate.model.Source;
import io.polygate.model.StreamEvent;
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
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A sound that a model says goes piece by piece between the dialects that have sounds, and is warned of in the others.
final class AudioAcrossTest {

    private static final byte[] SOUND = {0, 1, 2, 3, 4, 5, 6};

    private static List<StreamEvent> openAi() throws IOException {
        return Replay.events(new ChatDialect(), Target.of("m"), bytes("openai-chat--openai--audio.sse"), 5);
    }

    private static List<StreamEvent> gemini() throws IOException {
        return Replay.events(new GeminiDialect(), Target.of("m"), bytes("gemini-stream--gemini--audio.sse"), 5);
    }

    private static byte[] bytes(String file) throws IOException {
        return Files.readAllBytes(Path.of("src/test/resources/recorded", file));
    }

    @Test
    void piecesStayPiecesBetweenOpenAiAndGemini() throws IOException {
        var toGemini = Replay.encode(new GeminiDialect(), openAi()).toString();
        assertThat(toGemini)
                .contains("{\"inlineData\":{\"mimeType\":\"audio/L16;codec=pcm;rate=24000\",\"data\":\"AAECAw==\"}}")
                .contains("\"data\":\"BAUG\"")
                .contains("\"candidatesTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":6},"
                        + "{\"modality\":\"AUDIO\",\"tokenCount\":24}]");
        var toOpenAi = Replay.encode(new ChatDialect(), gemini()).toString();
        assertThat(toOpenAi)
                .contains("\"delta\":{\"audio\":{\"id\":\"audio_rG1\"}}")
                .contains("\"delta\":{\"audio\":{\"data\":\"AAECAw==\"}}")
                .contains("\"delta\":{\"audio\":{\"data\":\"BAUG\"}}")
                .contains("\"audio_tokens\":25");
    }

    @Test
    void openAisIdAndTranscriptComeBack() throws IOException {
        var again = Replay.encode(new ChatDialect(), openAi()).toString();
        assertThat(again)
                .contains("{\"audio\":{\"id\":\"audio_abc\"}}")
                .contains("{\"audio\":{\"transcript\":\"Hel\"}}")
                .contains("{\"audio\":{\"transcript\":\"lo\"}}");
    }

    @Test
    void aCollectedSoundIsOne() throws IOException {
        for (var events : List.of(openAi(), gemini())) {
            var part = Replay.response(events).choices().getFirst().parts().getFirst();
            var source = (Source.Base64) ((Content.Media) part.content()).source();
            assertThat(Base64.getDecoder().decode(source.data())).isEqualTo(SOUND);
            assertThat(source.mediaType()).isEqualTo("audio/L16;codec=pcm;rate=24000");
        }
        var whole = new ChatDialect().encodeResponse(Replay.response(openAi()), Replay.context(false));
        var audio = Json.parse(whole.body())
                .items("choices")
                .getFirst()
                .object("message")
                .object("audio");
        assertThat(audio.string("id")).isEqualTo("audio_abc");
        assertThat(audio.string("transcript")).isEqualTo("Hello");
        assertThat(Base64.getDecoder().decode(audio.string("data"))).isEqualTo(SOUND);
        assertThat(audio.number("expires_at")).isZero();
    }

    @Test
    void dialectsWithoutSoundSayThatTheyLeftItOut() throws IOException {
        for (var dialect : List.of(new AnthropicDialect(), new ResponsesDialect())) {
            var encoder = dialect.streamEncoder(Replay.context(true));
            openAi().forEach(encoder::encode);
            assertThat(encoder.warnings()).containsExactly("content.audio: not supported by " + dialect.name());
            var again = Replay.events(dialect, Target.of("m"), encoder.take().getBytes(), 100);
            assertThat(again.getLast()).isInstanceOf(StreamEvent.Ended.class);
        }
    }

    @Test
    void whoeverWantsToHearIsUnderstood() {
        var gemini = "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}],"
                + "\"generationConfig\":{\"responseModalities\":[\"AUDIO\"]}}";
        var toOpenAi = new ChatDialect()
                .encodeRequest(
                        new GeminiDialect()
                                .decodeRequest(IncomingRequest.of(Buffer.buffer(gemini), "m", true, Map.of())),
                        Target.of("gpt-audio"));
        assertThat(toOpenAi.body().toString())
                .contains("\"modalities\":[\"text\",\"audio\"]")
                .contains("\"audio\":{\"voice\":\"alloy\",\"format\":\"pcm16\"}");
        var openAi = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
                + "\"modalities\":[\"text\",\"audio\"],\"audio\":{\"voice\":\"alloy\",\"format\":\"pcm16\"}}";
        var toGemini = new GeminiDialect()
                .encodeRequest(
                        new ChatDialect().decodeRequest(IncomingRequest.of(Buffer.buffer(openAi))),
                        Target.of("gemini-2.5-flash-preview-tts"));
        assertThat(toGemini.body().toString()).contains("\"responseModalities\":[\"AUDIO\"]");
        assertThat(toGemini.warnings()).anyMatch(warning -> warning.startsWith("audio:"));
    }
}
