package io.polygate.wire.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.StreamEvent;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.Target;
import io.polygate.wire.UpstreamFailure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ResponsesErrorsTest {

    private static final ResponsesDialect DIALECT = new ResponsesDialect();

    private static GatewayError decode(int status, String json) {
        var headers = Map.of("retry-after", "2");
        return DIALECT.decodeError(new UpstreamFailure(status, headers, Buffer.buffer(json.replace('\'', '"'))));
    }

    @Test
    void theVendorsWordsStay() {
        var error = decode(
                400,
                "{'error':{'message':'too long','type':'invalid_request_error','param':'input',"
                        + "'code':'context_length_exceeded'}}");
        assertThat(error.kind()).isEqualTo(ErrorKind.CONTEXT_LENGTH);
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(2));
        var told = new JsonObject(DIALECT.encodeError(error.withOriginal(null), "r")).getJsonObject("error");
        assertThat(told)
                .isEqualTo(new JsonObject("{\"message\":\"too long\",\"type\":\"invalid_request_error\","
                        + "\"param\":\"input\",\"code\":\"context_length_exceeded\"}"));
    }

    @Test
    void anErrorThatIsASentenceIsRead() {
        var error = decode(400, "{'code':'invalid-argument','error':'No such model'}");
        assertThat(error.message()).isEqualTo("No such model");
        assertThat(error.code()).isEqualTo("invalid-argument");
        assertThat(new JsonObject(DIALECT.encodeError(error, "r")).getJsonObject("error"))
                .isEqualTo(new JsonObject("{\"message\":\"No such model\",\"type\":null,\"param\":null,"
                        + "\"code\":\"invalid-argument\"}"));
    }

    @Test
    void ourCredentialIsNoneOfTheCallersBusiness() {
        var error = decode(401, "{'error':{'message':'Incorrect API key provided: sk-secret'}}");
        assertThat(error.kind()).isEqualTo(ErrorKind.UPSTREAM_AUTH);
        assertThat(DIALECT.encodeError(error, "r").toString()).doesNotContain("sk-secret");
    }

    @Test
    void aBodyThatIsNoJsonIsToldByItsStatus() {
        assertThat(decode(502, "<html>"))
                .extracting(GatewayError::message, GatewayError::kind)
                .containsExactly("the backend answered with status 502", ErrorKind.UPSTREAM_ERROR);
    }

    @Test
    void anAnswerThatFailedIsThatError() {
        var body = "{\"id\":\"r\",\"object\":\"response\",\"status\":\"failed\",\"output\":[],"
                + "\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"slow\"}}";
        assertThatThrownBy(() -> DIALECT.decodeResponse(Buffer.buffer(body), Target.of("m")))
                .isInstanceOf(GatewayException.class)
                .hasMessage("slow");
        assertThatThrownBy(() -> DIALECT.decodeResponse(Buffer.buffer("{\"choices\":[]}"), Target.of("m")))
                .hasMessage("the backend's answer is not a response object");
        assertThatThrownBy(() -> DIALECT.decodeResponse(Buffer.buffer("nonsense"), Target.of("m")))
                .hasMessage("the backend's answer is not valid JSON");
    }

    @Test
    void aPassedStreamThatBreaksGoesOnWithItsNumbersAndItsId() {
        var events = new ArrayList<StreamEvent>();
        var decoder = DIALECT.streamDecoder(Target.of("m"), events::add);
        decoder.push(
                Buffer.buffer(
                        "data: {\"type\":\"response.created\",\"sequence_number\":0,"
                                + "\"response\":{\"id\":\"resp_x\",\"model\":\"big\",\"created_at\":9}}\n\n"
                                + "data: {\"type\":\"response.in_progress\",\"sequence_number\":1,\"response\":{\"id\":\"resp_x\"}}\n\n"));
        var encoder = DIALECT.streamEncoder(ResponseContext.broken("c", "m", false));
        var words = decoder.lastWords(GatewayError.of(ErrorKind.UPSTREAM_TIMEOUT, "late"), encoder)
                .toString()
                .split("\n\n");
        assertThat(words).hasSize(2);
        assertThat(words[0]).startsWith("event: error\ndata: {\"type\":\"error\",\"sequence_number\":2,");
        var failed = new JsonObject(words[1].substring(words[1].indexOf("data: ") + 6));
        assertThat(failed.getInteger("sequence_number")).isEqualTo(3);
        assertThat(failed.getJsonObject("response").getString("id")).isEqualTo("resp_x");
        assertThat(failed.getJsonObject("response").getString("model")).isEqualTo("big");
        assertThat(failed.getJsonObject("response").getLong("created_at")).isEqualTo(9);
    }

    @Test
    void aStreamThatBeganElsewhereEndsWithoutBeginningAgain() {
        var encoder = DIALECT.streamEncoder(ResponseContext.broken("c", "m", false));
        encoder.encode(new StreamEvent.Failed(GatewayError.of(ErrorKind.INTERNAL, "gone")));
        assertThat(encoder.take().toString())
                .startsWith("event: error\n")
                .contains("\nevent: response.failed\n")
                .doesNotContain("response.created");
    }

    @Test
    void tokensAreCountedWithoutWhatOnlyAnAnswerNeeds() {
        var request = ResponsesTokens.decodeRequest(IncomingRequest.of(Buffer.buffer(
                "{\"model\":\"m\",\"input\":\"hi\",\"instructions\":\"x\",\"max_output_tokens\":99,\"stream\":true}")));
        var encoded = ResponsesTokens.encodeRequest(request, Target.of("gpt-5"));
        assertThat(encoded.path()).isEqualTo("/responses/input_tokens");
        assertThat(new JsonObject(encoded.body()).fieldNames())
                .containsExactlyInAnyOrder("model", "instructions", "input");
        assertThat(ResponsesTokens.decodeResponse(ResponsesTokens.encodeResponse(47)))
                .isEqualTo(47);
        assertThatThrownBy(() -> ResponsesTokens.decodeResponse(Buffer.buffer("{}")))
                .hasMessage("the upstream's answer holds no count of tokens");
    }
}
