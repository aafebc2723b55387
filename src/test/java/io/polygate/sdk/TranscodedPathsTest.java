package io.polygate.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.GatewayText;
import io.polygate.testing.RawSocket;
import io.polygate.testing.TestGateway;
import io.polygate.wire.json.Json;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What paths and queries mean at the bindings of `google.api.http`, by the letter of http.proto.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class TranscodedPathsTest {

    private static LibraryServer library;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        library = new LibraryServer();
        gateway = TestGateway.start(new GatewayText().grpcBackend("library", library.port(), ""));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        library.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "libraries/a/b/c:search | {\"scope\":\"libraries/a/b/c\"}",
                "libraries:search | {\"scope\":\"libraries\"}",
                "libraries/a%2Fb%20c:search | {\"scope\":\"libraries/a%2Fb c\"}",
                "libraries/a%3Ab:search | {\"scope\":\"libraries/a:b\"}",
                "libraries/a:search?genre=2 | {\"scope\":\"libraries/a\",\"genre\":\"GENRE_POETRY\"}",
                "libraries/a:search?genre=GENRE_NOVEL | {\"scope\":\"libraries/a\",\"genre\":\"GENRE_NOVEL\"}",
                "libraries/a:search?genre=77 | {\"scope\":\"libraries/a\",\"genre\":77}",
                "libraries/a:search?genres=1&genres=GENRE_POETRY | {\"scope\":\"libraries/a\",\"genres\":[\"GENRE_NOVEL\",\"GENRE_POETRY\"]}",
                "libraries/a:search?filter.author=Q%26A+B&filter.sold.min=7&filter.years=1&filter.years=2 | {\"scope\":\"libraries/a\",\"filter\":{\"author\":\"Q&A B\",\"sold\":{\"min\":\"7\"},\"years\":[1,2]}}",
                "libraries/a:search?lent=true&since=2026-01-02T03:04:05Z | {\"scope\":\"libraries/a\",\"lent\":true,\"since\":\"2026-01-02T03:04:05Z\"}",
                "libraries/a:search?cover=_-8 | {\"scope\":\"libraries/a\",\"cover\":\"/+8=\"}",
                "libraries/a:search?key=k | {\"scope\":\"libraries/a\",\"key\":\"k\"}",
                "libraries/a | \"\"",
                "libraries/a/b | \"\"",
                "libraries/central/news | {}"
            })
    void thePathAndTheQueryAreTheRequest(String path, String expected) {
        assertThat(gateway.caller().get("/v1/" + path).body()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "genre=NOVEL | genre",
                "filter.nobody=1 | filter.nobody",
                "filter=1 | filter",
                "filters.author=1 | filters.author",
                "filter.years=x | filter.years",
                "marks=1 | marks",
                "scope=libraries/b | scope",
                "genre=1&genre.x=2 | genre.x"
            })
    void aBadParameterIsNamed(String query, String field) {
        var answer = gateway.caller().get("/v1/libraries/a:search?" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        var error = Json.parse(answer.body()).object("error");
        assertThat(error.string("status")).isEqualTo("INVALID_ARGUMENT");
        assertThat(error.items("details")
                        .get(1)
                        .items("fieldViolations")
                        .getFirst()
                        .string("field"))
                .isEqualTo(field);
    }

    /// By neither of its names.
    @Test
    void theQueryDoesNotSayWhatThePathOrTheBodySays() {
        assertThat(gateway.caller().get("/v1/lenders/a?filter.author=b").body())
                .isEqualTo("{\"filter\":{\"author\":\"b\",\"lentBy\":\"a\"}}");
        for (var name : List.of("filter.lent_by", "filter.lentBy")) {
            assertThat(gateway.caller().get("/v1/lenders/a?" + name + "=b").statusCode())
                    .isEqualTo(400);
        }
        for (var name : List.of("book", "book.name", "book.sold")) {
            assertThat(gateway.caller()
                            .post("/v1/shelves/9/books?" + name + "=1", "{}")
                            .statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void otherMethodsAndVariablesInTheMiddle() {
        assertThat(gateway.caller().post("/v1/libraries/Q%2FA/x", "").body()).isEqualTo("[]");
        try (var socket = gateway.raw()) {
            socket.send("REPORT /v1/libraries?genre=1 HTTP/1.1\r\nHost: gateway\r\nx-api-key: sk-test\r\n\r\n");
            RawSocket.Reply reply = socket.reply();
            assertThat(reply.body()).isEqualTo("{\"genre\":\"GENRE_NOVEL\"}");
        }
        assertThat(gateway.caller().post("/v1/libraries/a/b/c", "").statusCode())
                .isEqualTo(404);
        assertThat(gateway.caller().method("PATCH", "/v1/libraries/a").statusCode())
                .isIn(404, 405);
    }
}
