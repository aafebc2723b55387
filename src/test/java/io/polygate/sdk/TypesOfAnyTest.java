package io.polygate.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.GatewayText;
import io.polygate.testing.TestGateway;
import io.polygate.wire.json.Json;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An Any of a type that no file of the backend's services names, but that its reflection knows.
final class TypesOfAnyTest {

    private static final String LIBRARY = "/grpc/library.v1.Library/";
    private static final String LENDER =
            "{\"@type\":\"type.googleapis.com/lenders.v1.Lender\",\"name\":\"Q\",\"card\":{\"number\":\"7\"}}";
    private static final LibraryServer BACKEND = new LibraryServer();

    private TestGateway gateway;

    @BeforeEach
    void start() {
        gateway = TestGateway.start(new GatewayText().grpcBackend("library", BACKEND.port(), ""));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @AfterAll
    static void close() {
        BACKEND.close();
    }

    @Test
    void isReadInARequest() {
        var book = "{\"detail\":" + LENDER + "}";
        assertThat(gateway.caller().post(LIBRARY + "Echo", book).body()).isEqualTo(book);
        var wrong = gateway.caller().post(LIBRARY + "Echo", book.replace("number", "numer"));
        assertThat(wrong.body()).contains("\"detail.card.numer: unknown field (did you mean number?)\"");
    }

    @Test
    void isToldInAnAnswer() {
        assertThat(gateway.caller()
                        .post(LIBRARY + "GetBook", "{\"name\":\"lent\"}")
                        .body())
                .contains("\"detail\":" + LENDER);
    }

    @Test
    void isToldInAStreamInTurn() {
        var lines = "{\"name\":\"a\"}\n{\"name\":\"lent\"}\n{\"name\":\"b\"}\n";
        assertThat(gateway.caller().post(LIBRARY + "Chat", lines).body().lines())
                .containsExactly(
                        "{\"name\":\"a!\"}", "{\"name\":\"lent!\",\"detail\":" + LENDER + "}", "{\"name\":\"b!\"}");
    }

    @Test
    void isToldInADetailOfAnError() {
        var answer = gateway.caller().post(LIBRARY + "Fail", "{\"code\":9,\"message\":\"lent\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Json.parse(answer.body()).object("error").raw("details")).isEqualTo("[" + LENDER + "]");
    }

    @Test
    void isAnErrorWhereTheBackendDoesNotKnowItEither() {
        for (var name : List.of("no.Such", "no.Such", "no.Other")) {
            var book = "{\"detail\":{\"@type\":\"type.googleapis.com/" + name + "\"}}";
            assertThat(gateway.caller().post(LIBRARY + "Echo", book).body())
                    .contains("detail.@type: \\\"type.googleapis.com/" + name + "\\\" (expected:");
        }
    }
}
