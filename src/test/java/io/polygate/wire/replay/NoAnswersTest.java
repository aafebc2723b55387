package io.polygate.wire.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayException;
import io.polygate.wire.Dialect;
import io.polygate.wire.Target;
import io.polygate.wire.bedrock.BedrockDialect;
import io.polygate.wire.kiro.KiroDialect;
import io.polygate.wire.openai.ChatDialect;
import io.vertx.core.buffer.Buffer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Bodies of status 200 that are no answer of a model: those of another server, and errors that bear no error's status.
final class NoAnswersTest {

    static Stream<Dialect> dialects() {
        return Stream.concat(
                Dialects.ALL.stream().map(Joined::dialect), Stream.of(new BedrockDialect(), new KiroDialect()));
    }

    private static GatewayException read(Dialect dialect, String body) {
        try {
            dialect.decodeResponse(Buffer.buffer(body), Target.of("m"));
        } catch (GatewayException e) {
            return e;
        }
        throw new AssertionError(dialect.name() + " took " + body + " for an answer");
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void whatHoldsNothingOfAnAnswerIsNone(Dialect dialect) {
        for (var body : new String[] {"{\"status\":\"ok\"}", "null", "[]", "1", ""}) {
            assertThat(read(dialect, body).error().kind()).as(body).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"code\":10013,\"message\":\"input is not allowed\",\"sid\":\"s\"}|input is not allowed",
                "{\"code\":1113,\"msg\":\"the account is in arrears\",\"success\":false}|the account is in arrears",
                "{\"error_code\":18,\"error_msg\":\"qps limit reached\"}|qps limit reached"
            })
    void anErrorInTheVendorsOwnWordsIsToldInThem(String body, String message) {
        assertThat(read(new ChatDialect(), body)).hasMessage(message);
    }
}
