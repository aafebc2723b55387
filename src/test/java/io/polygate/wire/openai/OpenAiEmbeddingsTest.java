package io.polygate.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polygate.model.EmbeddingRequest;
import io.polygate.model.EmbeddingRequest.Input;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.Target;
import io.polygate.wire.Vectors;
import io.polygate.wire.json.Json;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OpenAiEmbeddingsTest {

    private final OpenAiEmbeddings embeddings = new OpenAiEmbeddings();

    private EmbeddingRequest decode(String body) {
        return embeddings.decodeRequest(IncomingRequest.of(Buffer.buffer(body)));
    }

    @Test
    void takesTextsAndTokensInEveryForm() {
        assertThat(decode("{\"model\":\"m\",\"input\":\"a\"}").inputs()).containsExactly(new Input.Text("a"));
        assertThat(decode("{\"model\":\"m\",\"input\":[\"a\",\"b\"]}").inputs())
                .containsExactly(new Input.Text("a"), new Input.Text("b"));
        assertThat(decode("{\"model\":\"m\",\"input\":[1,2]}").inputs())
                .containsExactly(new Input.Tokens(List.of(1L, 2L)));
        assertThat(decode("{\"model\":\"m\",\"input\":[[1],[2,3]]}").inputs())
                .containsExactly(new Input.Tokens(List.of(1L)), new Input.Tokens(List.of(2L, 3L)));
        assertThatThrownBy(() -> decode("{\"model\":\"m\",\"input\":[\"a\",{}]}"))
                .hasMessage("input[1]: object (expected: a string or an array of token numbers)");
        assertThatThrownBy(() -> decode("{\"model\":\"m\"}"))
                .hasMessage("input: missing (expected: a string or an array)");
        assertThatThrownBy(() -> decode("{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":\"int8\"}"))
                .hasMessage("encoding_format: int8 (expected: float or base64)");
    }

    @Test
    void aRequestComesBackTheSame() {
        var request = decode("{\"model\":\"m\",\"input\":[\"a\",[1,2]],\"dimensions\":8,\"encoding_format\":\"base64\","
                + "\"user\":\"u\",\"vendor\":{\"x\":1.0}}");
        var encoded = embeddings.encodeRequest(request, Target.of("m"));
        assertThat(embeddings.decodeRequest(IncomingRequest.of(encoded.body()))).isEqualTo(request);
        assertThat(encoded.path()).isEqualTo("/embeddings");
        assertThat(encoded.warnings()).isEmpty();
    }

    @Test
    void numbersComeInTheFormThatTheCallerAskedFor() {
        var base64 = decode("{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":\"base64\"}");
        var numbers = decode("{\"model\":\"m\",\"input\":\"a\"}");
        var answer = embeddings.decodeResponse(
                Buffer.buffer(
                        "{\"data\":[{\"index\":1,\"embedding\":[0.5,-2]},{\"index\":0,\"embedding\":\"AACAPwAAAEA=\"}],"
                                + "\"model\":\"m\",\"usage\":{\"prompt_tokens\":3,\"total_tokens\":3}}"),
                Target.of("m"));
        var asNumbers =
                Json.parse(embeddings.encodeResponse(answer, numbers).body()).items("data");
        assertThat(asNumbers.get(0).raw("embedding")).isEqualTo("\"AACAPwAAAEA=\"");
        assertThat(Vectors.numbers(answer.vectors().get(0)).text()).isEqualTo("[1.0,2.0]");
        assertThat(asNumbers.get(1).raw("embedding")).isEqualTo("[0.5,-2]");
        var asBase64 = Json.parse(embeddings.encodeResponse(answer, base64).body());
        assertThat(asBase64.items("data").get(0).string("embedding")).isEqualTo("AACAPwAAAEA=");
        assertThat(asBase64.items("data").get(1).string("embedding")).isEqualTo("AAAAPwAAAMA=");
        assertThat(asBase64.object("usage").number("prompt_tokens")).isEqualTo(3);
    }

    @Test
    void aMalformedAnswerIsTheBackendsError() {
        assertThatThrownBy(() -> embeddings.decodeResponse(
                        Buffer.buffer("{\"data\":[{\"index\":7,\"embedding\":[1]}]}"), Target.of("m")))
                .hasMessage("the backend's answer has a vector number 7");
        assertThatThrownBy(() -> embeddings.decodeResponse(
                        Buffer.buffer("{\"data\":[{\"index\":1,\"embedding\":[1]},{\"index\":1,\"embedding\":[1]}]}"),
                        Target.of("m")))
                .hasMessage("the backend's answer has a vector number 1");
    }
}
