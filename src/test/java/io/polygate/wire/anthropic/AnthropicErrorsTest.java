package io.polygate.wire.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.wire.UpstreamFailure;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AnthropicErrorsTest {

    private static GatewayError decode(int status, String body, Map<String, String> headers) {
        return Wire.DIALECT.decodeError(new UpstreamFailure(status, headers, Buffer.buffer(body.replace('\'', '"'))));
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error, BAD_REQUEST",
        "402, billing_error, PAYMENT_REQUIRED",
        "403, permission_error, PERMISSION_DENIED",
        "404, not_found_error, MODEL_NOT_FOUND",
        "409, conflict_error, CONFLICT",
        "413, request_too_large, TOO_LARGE",
        "429, rate_limit_error, RATE_LIMITED",
        "500, api_error, UPSTREAM_ERROR",
        "504, timeout_error, UPSTREAM_TIMEOUT",
        "529, overloaded_error, OVERLOADED",
    })
    void keepsTheVendorsWordsAndTellsThemAgain(int status, String type, ErrorKind kind) {
        var body = "{'type':'error','error':{'type':'" + type
                + "','message':'As the vendor says: é'},'request_id':'req_1'}";
        var error = decode(status, body, Map.of("retry-after", "3", "anthropic-ratelimit-requests-limit", "5"));
        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error.status()).isEqualTo(status);
        assertThat(error.message()).isEqualTo("As the vendor says: é");
        assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(3));
        assertThat(Wire.DIALECT.encodeError(error, "ours").toString()).isEqualTo(body.replace('\'', '"'));
        assertThat(error.original().headers()).hasSize(1);
        assertThat(Wire.DIALECT.encodeError(error.withOriginal(null), "ours").toString())
                .isEqualTo("{\"type\":\"error\",\"error\":{\"type\":\"" + type
                        + "\",\"message\":\"As the vendor says: é\"},\"request_id\":\"ours\"}");
    }

    @Test
    void aRefusedCredentialIsOursNotTheCallers() {
        var error = decode(
                401,
                "{'type':'error','error':{'type':'authentication_error','message':'invalid x-api-key'}}",
                Map.of());
        assertThat(error.kind()).isEqualTo(ErrorKind.UPSTREAM_AUTH);
        assertThat(error.status()).isEqualTo(502);
        assertThat(error.message()).doesNotContain("x-api-key");
    }

    @Test
    void knowsAPromptThatIsTooLong() {
        var error = decode(
                400,
                "{'type':'error','error':{'type':'invalid_request_error','message':'prompt is too long: 3333404 tokens > 200000 maximum'}}",
                Map.of());
        assertThat(error.kind()).isEqualTo(ErrorKind.CONTEXT_LENGTH);
    }

    @Test
    void whatIsNoJsonSaysItsStatus() {
        var error = decode(503, "<html>", Map.of());
        assertThat(error.kind()).isEqualTo(ErrorKind.OVERLOADED);
        assertThat(error.message()).isEqualTo("the backend answered with status 503");
    }

    @Test
    void ourOwnErrorsHaveAnthropicsWords() {
        for (var kind : ErrorKind.values()) {
            var text =
                    Wire.DIALECT.encodeError(GatewayError.of(kind, "no"), "r").toString();
            assertThat(text)
                    .isEqualTo("{\"type\":\"error\",\"error\":{\"type\":\"" + kind.anthropicType()
                            + "\",\"message\":\"no\"},\"request_id\":\"r\"}");
        }
        var foreign = GatewayError.of(ErrorKind.RATE_LIMITED, "no").withVendorWords("requests", "rate_limit_exceeded");
        assertThat(Wire.DIALECT.encodeError(foreign, "r").toString()).contains("\"rate_limit_error\"");
    }
}
