package io.polygate.wire.mistral;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.model.ErrorKind;
import io.polygate.wire.Encoding;
import io.polygate.wire.Quirks;
import io.polygate.wire.Target;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What Mistral is asked, and how it refuses.
final class MistralRequestTest {

    private static final Quirks QUIRKS = Quirks.decode(
            "mistral",
            Json.parse("{\"call-id-length\":9,\"reasoning-field\":\"thinking-part\",\"accepts\":[\"document_url\"],"
                    + "\"refuses\":[\"stream_options\",\"file\"],\"values\":{\"tool_choice.required\":\"any\"}}"));

    private static Encoding encode(String chat) {
        return Encoding.of(new MistralDialect(), Target.of("mistral-small-latest", QUIRKS), chat);
    }

    @Test
    void makesCallIdsOfNineLettersAndKeepsCallsAndResultsTogether() {
        var asked = encode("""
                {"model":"m","stream":true,"messages":[{"role":"user","content":"Hi"},
                 {"role":"assistant","content":null,"tool_calls":[{"id":"call_abcdefghijkl","type":"function",
                  "function":{"name":"a","arguments":"{}"}}]},
                 {"role":"tool","tool_call_id":"call_abcdefghijkl","content":"1"}],
                 "tools":[{"type":"function","function":{"name":"a"}}],"tool_choice":"required"}
                """);
        assertThat(asked.path()).isEqualTo("/chat/completions");
        var messages = asked.body().getJsonArray("messages");
        var id = messages.getJsonObject(1)
                .getJsonArray("tool_calls")
                .getJsonObject(0)
                .getString("id");
        assertThat(id).matches("[A-Za-z0-9]{9}");
        assertThat(messages.getJsonObject(2).getString("tool_call_id")).isEqualTo(id);
        assertThat(asked.body().getString("tool_choice")).isEqualTo("any");
        assertThat(asked.body().containsKey("stream_options")).isFalse();
    }

    @Test
    void sendsThoughtsBackAsAPartOfTheContent() {
        var asked = encode("""
                {"model":"m","messages":[{"role":"user","content":"Hi"},
                 {"role":"assistant","reasoning_content":"hm","content":"Hello"}]}
                """);
        assertThat(asked.body().getJsonArray("messages").getJsonObject(1))
                .isEqualTo(new JsonObject("{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":"
                        + "[{\"type\":\"text\",\"text\":\"hm\"}]},{\"type\":\"text\",\"text\":\"Hello\"}]}"));
    }

    @Test
    void sendsDocumentsByTheirAddress() {
        var asked = encode("""
                {"model":"m","messages":[{"role":"user","content":[{"type":"file","file":{"filename":"a.pdf",
                 "file_data":"data:application/pdf;base64,AAAA"}}]}]}
                """);
        assertThat(asked.body()
                        .getJsonArray("messages")
                        .getJsonObject(0)
                        .getJsonArray("content")
                        .getJsonObject(0))
                .isEqualTo(new JsonObject("{\"type\":\"document_url\",\"document_url\":"
                        + "\"data:application/pdf;base64,AAAA\",\"document_name\":\"a.pdf\"}"));
    }

    @Test
    void tellsWhichFieldTheVendorRefused() {
        var body = "{\"object\":\"error\",\"message\":{\"detail\":[{\"type\":\"extra_forbidden\",\"loc\":[\"body\","
                + "\"messages\",0,\"x\"],\"msg\":\"Extra inputs are not permitted\"}]},"
                + "\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}";
        var error = new MistralDialect().decodeError(new UpstreamFailure(422, Map.of(), Buffer.buffer(body)));
        assertThat(error.kind()).isEqualTo(ErrorKind.UNPROCESSABLE);
        assertThat(error.message()).isEqualTo("messages.0.x: Extra inputs are not permitted");
        assertThat(error.type()).isEqualTo("invalid_request_error");
        var limited = new MistralDialect()
                .decodeError(new UpstreamFailure(
                        429, Map.of("retry-after", "3"), Buffer.buffer("{\"message\":\"Rate limit exceeded\"}")));
        assertThat(limited.kind()).isEqualTo(ErrorKind.RATE_LIMITED);
        assertThat(limited.retryAfterSeconds()).isEqualTo("3");
    }
}
