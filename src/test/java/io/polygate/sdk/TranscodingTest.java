package io.polygate.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.GatewayText;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import io.polygate.wire.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// JSON over HTTP to a gRPC backend that the gateway knows nothing of beforehand: grpcio's server with the services of
/// `src/test/sdk/python/library.proto`, one that tells of itself by reflection and one by a descriptor set.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class TranscodingTest {

    private static final String LIBRARY = "/grpc/library.v1.Library/";

    @TempDir
    static Path folder;

    private static Process described;
    private static Process silent;
    private static BufferedReader output;
    private static TestGateway gateway;
    private static TestGateway ofFile;

    @BeforeAll
    static void start() throws IOException {
        described = Sdk.PYTHON.start("library_server");
        output = described.inputReader(StandardCharsets.UTF_8);
        gateway = TestGateway.start(new GatewayText().grpcBackend("library", port(output), ""));
        var set = folder.resolve("library.binpb").toString();
        silent = Sdk.PYTHON.start("library_server", "--describe", set);
        int port = port(new BufferedReader(new InputStreamReader(silent.getInputStream(), StandardCharsets.UTF_8)));
        ofFile = TestGateway.start(new GatewayText().grpcBackend("library", port, ", descriptors: \"" + set + "\""));
    }

    private static int port(BufferedReader lines) throws IOException {
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("PORT ")) {
                return Integer.parseInt(line.substring(5));
            }
        }
        throw new AssertionError("the server did not start");
    }

    @AfterAll
    static void stop() {
        described.destroy();
        silent.destroy();
        gateway.close();
        ofFile.close();
    }

    private static Caller caller() {
        return gateway.caller();
    }

    private static Json error(String body) {
        var error = Json.parse(body).object("error");
        assertThat(error).as(body).isNotNull();
        return error;
    }

    @Test
    void callsAMethodByNameWithMetadataBothWays() {
        for (var who : List.of(gateway, ofFile)) {
            var answer = who.caller()
                    .post(LIBRARY + "GetBook", "{\"name\":\"a\",\"limit\":\"7\"}", "grpc-metadata-x-reader", "me");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"name\":\"a\",\"sold\":\"7\",\"mask\":\"\",\"lent\":false}");
            assertThat(answer.headers().firstValue("grpc-metadata-x-saw")).hasValue("me");
            assertThat(answer.headers().firstValue("grpc-metadata-x-checked")).hasValue("yes");
            assertThat(answer.headers().firstValue("x-polygate-provider")).hasValue("library");
        }
    }

    @Test
    void servesTheBackendsOwnPaths() {
        var got = caller().get("/v1/shelves/1/books/2%20a?limit=3&full=true&view=aB");
        assertThat(got.body())
                .isEqualTo("{\"name\":\"shelves/1/books/2 a\",\"sold\":\"3\",\"mask\":\"aB\",\"lent\":true}");
        assertThat(caller().post("/v1/shelves/9/books", "{\"genre\":\"GENRE_POETRY\"}")
                        .body())
                .isEqualTo("{\"name\":\"shelves/9/books/1\",\"genre\":\"GENRE_POETRY\"}");
        assertThat(caller().post("/v1/books:create", "{\"parent\":\"p\",\"book\":{\"sold\":1}}")
                        .body())
                .isEqualTo("{\"name\":\"p/books/1\",\"sold\":\"1\"}");
        assertThat(error(caller().get("/v1/books?no=1").body()).string("message"))
                .isEqualTo("no: unknown field");
        assertThat(error(caller().get("/v1/books?count=x").body()).string("message"))
                .startsWith("count: \"x\"");
    }

    /// What is sent, and what comes back: proto3 JSON by the letter.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{} | {}",
                "{\"genre\":2} | {\"genre\":\"GENRE_POETRY\"}",
                "{\"genre\":77} | {\"genre\":77}",
                "{\"genres\":[\"GENRE_NOVEL\",2,99]} | {\"genres\":[\"GENRE_NOVEL\",\"GENRE_POETRY\",99]}",
                "{\"sold\":\"9223372036854775807\",\"huge\":18446744073709551615} | {\"sold\":\"9223372036854775807\",\"huge\":\"18446744073709551615\"}",
                "{\"sold\":1.0e3} | {\"sold\":\"1000\"}",
                "{\"printed\":\"2026-01-02T03:04:05.120+01:00\"} | {\"printed\":\"2026-01-02T02:04:05.120Z\"}",
                "{\"printed\":\"1970-01-01T00:00:00Z\"} | {\"printed\":\"1970-01-01T00:00:00Z\"}",
                "{\"readTime\":\"-1.000000001s\"} | {\"readTime\":\"-1.000000001s\"}",
                "{\"read_time\":\"3s\"} | {\"readTime\":\"3s\"}",
                "{\"mask\":\"fooBar,baz.quxOne\"} | {\"mask\":\"fooBar,baz.quxOne\"}",
                "{\"extra\":{\"a\":[1,null,\"x\",{\"b\":true}]}} | {\"extra\":{\"a\":[1,null,\"x\",{\"b\":true}]}}",
                "{\"copies\":\"0\",\"note\":\"\"} | {\"copies\":\"0\",\"note\":\"\"}",
                "{\"copies\":null,\"name\":null,\"authors\":null} | {}",
                "{\"anything\":null} | {\"anything\":null}",
                "{\"anything\":[1.5]} | {\"anything\":[1.5]}",
                "{\"detail\":{\"@type\":\"type.googleapis.com/library.v1.Author\",\"fullName\":\"Q\"}} | {\"detail\":{\"@type\":\"type.googleapis.com/library.v1.Author\",\"fullName\":\"Q\"}}",
                "{\"detail\":{\"@type\":\"type.googleapis.com/google.protobuf.Duration\",\"value\":\"1s\"}} | {\"detail\":{\"@type\":\"type.googleapis.com/google.protobuf.Duration\",\"value\":\"1s\"}}",
                "{\"cover\":\"_-8\"} | {\"cover\":\"/+8=\"}",
                "{\"marks\":{\"b\":-2}} | {\"marks\":{\"b\":-2}}",
                "{\"authors\":[{\"full_name\":\"B\"},{}]} | {\"authors\":[{\"fullName\":\"B\"},{}]}",
                "{\"soft\":0} | {\"soft\":0}",
                "{\"hard\":\"\"} | {\"hard\":\"\"}",
                "{\"rating\":\"NaN\"} | {\"rating\":\"NaN\"}",
                "{\"rating\":-0.25} | {\"rating\":-0.25}",
                "{\"lent\":false} | {\"lent\":false}"
            })
    void jsonGoesThereAndBack(String sent, String expected) {
        assertThat(caller().post(LIBRARY + "Echo", sent).body()).isEqualTo(expected);
    }

    /// What is wrong, and where.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"nam\":1} | nam | nam: unknown field (did you mean name?)",
                "{\"authors\":[{},{\"fullNam\":\"B\"}]} | authors[1].fullNam | authors[1].fullNam: unknown field",
                "{\"sold\":\"9223372036854775808\"} | sold | sold: \"9223372036854775808\" (expected: a whole number of 64 bits)",
                "{\"soft\":1.5} | soft | soft: 1.5 (expected: a whole number of 32 bits)",
                "{\"genre\":\"NOVEL\"} | genre | genre: \"NOVEL\" (expected: a value of Genre)",
                "{\"marks\":{\"a\":\"x\"}} | marks.a | marks.a: \"x\"",
                "{\"printed\":\"yesterday\"} | printed | printed: \"yesterday\" (expected: a timestamp like 2026-01-31T12:00:00Z)",
                "{\"hard\":\"a\",\"soft\":1} | soft | soft: only one of hard and soft may be set",
                "{\"name\":\"a\",\"name\":\"b\"} | name | name: said twice",
                "{\"authors\":{}} | authors | authors: object (expected: an array)",
                "{\"detail\":{\"@type\":\"x/y.Z\"}} | detail.@type | detail.@type: \"x/y.Z\"",
                "{\"cover\":\"%%\"} | cover | cover: \"%%\" (expected: a string of base64)",
                "{\"genres\":[null]} | genres[0] | genres[0]: null",
                "{\"name\":\"\\ud800\"} | name | name: \"\\ud800\" (expected: a string of Unicode text)",
                "{\"copies\":{}} | copies | copies: object (expected: a whole number of 64 bits)",
                "{\"marks\":{\"a\":null}} | marks.a | marks.a: null",
                "{\"mask\":\"foo_bar\"} | mask | mask: \"foo_bar\" (expected: names like fooBar, separated by commas)",
                "{\"readTime\":\"315576000000.1s\"} | readTime | readTime: \"315576000000.1s\" (expected: a duration like 1.5s)",
                "{\"printed\":\"0000-12-31T23:59:59Z\"} | printed | printed: \"0000-12-31T23:59:59Z\"",
                "{\"huge\":-1} | huge | huge: -1 (expected: a whole number from 0 to 2^64-1)",
                "{\"lent\":\"true\"} | lent | lent: \"true\" (expected: true or false)",
                "{\"detail\":{\"fullName\":\"Q\"}} | detail.@type | detail.@type: missing"
            })
    void aBadFieldIsNamedByItsPath(String sent, String field, String message) {
        var answer = caller().post(LIBRARY + "Echo", sent);
        assertThat(answer.statusCode()).isEqualTo(400);
        var error = error(answer.body());
        assertThat(error.string("status")).isEqualTo("INVALID_ARGUMENT");
        assertThat(error.string("message")).startsWith(message);
        var violation = error.items("details").get(1).items("fieldViolations").getFirst();
        assertThat(violation.string("field")).isEqualTo(field);
    }

    @Test
    void streamsAsLinesOrAsEvents() {
        var lines = caller().post(LIBRARY + "ListBooks", "{\"count\":3}");
        assertThat(lines.headers().firstValue("content-type")).hasValue("application/x-ndjson");
        assertThat(lines.body()).isEqualTo("{\"name\":\"books/0\"}\n{\"name\":\"books/1\"}\n{\"name\":\"books/2\"}\n");
        var events = caller().post(LIBRARY + "ListBooks", "{\"count\":1}", "accept", "text/event-stream");
        assertThat(events.body()).isEqualTo("data: {\"name\":\"books/0\"}\n\n");
        assertThat(caller().get("/v1/books?count=1").body()).isEqualTo("{\"name\":\"books/0\"}\n");
    }

    @Test
    void aStreamThatFailsEndsWithTheError() {
        var failing = "{\"count\":3,\"failAfter\":1}";
        var lines = caller().post(LIBRARY + "ListBooks", failing).body().split("\n");
        assertThat(lines).hasSize(2);
        assertThat(error(lines[1]).string("status")).isEqualTo("DATA_LOSS");
        assertThat(caller().post(LIBRARY + "ListBooks", failing, "accept", "text/event-stream")
                        .body())
                .contains("event: error\ndata: {\"error\":{\"code\":500,\"status\":\"DATA_LOSS\"");
    }

    @Test
    void takesLinesForAStreamOfRequests() {
        assertThat(caller().post(LIBRARY + "CountBooks", "{\"name\":\"a\"}\n{}\n")
                        .body())
                .isEqualTo("{\"books\":2}");
        assertThat(caller().post(LIBRARY + "Chat", "{\"name\":\"a\"}\n{\"name\":\"b\"}")
                        .body())
                .isEqualTo("{\"name\":\"a!\"}\n{\"name\":\"b!\"}\n");
        var wrong = caller().post(LIBRARY + "CountBooks", "{}\n{\"nam\":1}");
        assertThat(error(wrong.body()).string("message")).startsWith("line 2: nam: unknown field");
    }

    @ParameterizedTest
    @CsvSource({
        "1,499,CANCELLED",
        "2,500,UNKNOWN",
        "3,400,INVALID_ARGUMENT",
        "4,504,DEADLINE_EXCEEDED",
        "5,404,NOT_FOUND",
        "6,409,ALREADY_EXISTS",
        "7,403,PERMISSION_DENIED",
        "8,429,RESOURCE_EXHAUSTED",
        "9,400,FAILED_PRECONDITION",
        "10,409,ABORTED",
        "11,400,OUT_OF_RANGE",
        "12,501,UNIMPLEMENTED",
        "13,500,INTERNAL",
        "14,503,UNAVAILABLE",
        "15,500,DATA_LOSS",
        "16,401,UNAUTHENTICATED"
    })
    void aBackendsStatusIsItsHttpStatus(int code, int http, String name) {
        var answer = caller().post(LIBRARY + "Fail", "{\"code\":" + code + ",\"message\":\"so 世界\"}");
        assertThat(answer.statusCode()).isEqualTo(http);
        var error = error(answer.body());
        assertThat(error.number("code")).isEqualTo(http);
        assertThat(error.string("status")).isEqualTo(name);
        assertThat(error.string("message")).isEqualTo("so 世界");
        assertThat(error.items("details").getFirst().raw())
                .isEqualTo("{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"BECAUSE\","
                        + "\"domain\":\"library\"}");
    }

    @Test
    void aFailureTellsTheBackendsOwnDetailsAndMetadata() {
        var answer = caller().post(LIBRARY + "Fail", "{\"code\":9,\"message\":\"no\"}");
        var details = error(answer.body()).items("details");
        assertThat(details.get(1).raw())
                .isEqualTo("{\"@type\":\"type.googleapis.com/library.v1.Author\",\"fullName\":\"Q\"}");
        assertThat(details.get(2).raw()).isEqualTo("{\"@type\":\"type.googleapis.com/no.Such\",\"value\":\"AQ==\"}");
        assertThat(answer.headers().firstValue("grpc-metadata-x-shelf")).hasValue("seven");
        assertThat(answer.headers().allValues("grpc-metadata-x-why")).containsExactly("a", "b");
        try (var socket = gateway.raw()) {
            socket.send("GET /v1/books?count=3&fail_after=1 HTTP/1.1\r\nHost: gateway\r\nx-api-key: sk-test\r\n"
                    + "Connection: close\r\n\r\n");
            assertThat(socket.readAll())
                    .contains("\"details\":[{\"@type\":\"type.googleapis.com/library.v1.Author\",\"fullName\":\"Q\"}]")
                    .endsWith("0\r\ngrpc-metadata-x-why: a\r\ngrpc-metadata-x-why: b\r\n\r\n");
        }
    }

    @Test
    void aLongFailureIsToldWhole() {
        var text = "x".repeat(20_000);
        var answer = caller().post(LIBRARY + "Fail", "{\"code\":9,\"message\":\"" + text + "\"}");
        assertThat(error(answer.body()).string("status")).isEqualTo("FAILED_PRECONDITION");
        assertThat(error(answer.body()).string("message")).isEqualTo(text);
    }

    @Test
    void metadataIsNothingOfTheConnections() {
        var answer = caller().post(
                        LIBRARY + "GetBook",
                        "{}",
                        "grpc-metadata-connection",
                        "close",
                        "grpc-metadata-content-length",
                        "7",
                        "grpc-metadata-host",
                        "elsewhere",
                        "grpc-metadata-x-request-id",
                        "mine",
                        "grpc-metadata-x-bin",
                        "AQI");
        assertThat(answer.headers().firstValue("grpc-metadata-x-names")).hasValue("x-bin,x-request-id");
        var wrong = caller().post(LIBRARY + "GetBook", "{}", "grpc-metadata-x-bin", "*");
        assertThat(error(wrong.body()).string("message")).startsWith("grpc-metadata-x-bin: not base64");
    }

    @Test
    void binaryMetadataIsBase64InHeaders() {
        var answer = caller().post(LIBRARY + "GetBook", "{}", "grpc-metadata-x-seal-bin", "AQ==, Ag");
        assertThat(answer.headers().firstValue("grpc-metadata-x-seal-bin")).hasValue("AQI=");
    }

    /// The gateway has no credential there: whoever else calls is not told to come back later.
    @Test
    void aRefusedCallerDoesNotKeepOthersFromTheBackend() {
        var backend = new LibraryServer();
        try (var own = TestGateway.start(new GatewayText().grpcBackend("library", backend.port(), ""))) {
            var refused = own.caller().post(LIBRARY + "Fail", "{\"code\":16,\"message\":\"who?\"}");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(error(refused.body()).string("status")).isEqualTo("UNAUTHENTICATED");
            var other = own.caller().post(LIBRARY + "Fail", "{\"code\":13,\"message\":\"oh\"}");
            assertThat(other.statusCode()).isEqualTo(500);
            assertThat(other.headers().firstValue("retry-after")).isEmpty();
        } finally {
            backend.close();
        }
    }

    @Test
    void aDeadlineEndsTheBackendsCall() throws IOException {
        var answer = caller().post(LIBRARY + "Slow", "{}", "grpc-timeout", "400m");
        var lines = answer.body().split("\n");
        assertThat(lines[0]).isEqualTo("{\"name\":\"first\"}");
        assertThat(error(lines[1]).string("status")).isEqualTo("DEADLINE_EXCEEDED");
        assertThat(output.readLine()).isEqualTo("CANCELLED");
        var late = caller().post(LIBRARY + "Echo", "{}", "grpc-timeout", "0S");
        assertThat(error(late.body()).string("status")).isEqualTo("DEADLINE_EXCEEDED");
    }

    /// What a backend serves is asked again when its connection was lost.
    @Test
    void aBackendThatIsStartedAnewMayServeOtherMessages() {
        var book = "{\"name\":\"a\",\"isbn\":\"1\"}";
        var older = new LibraryServer();
        try (var own = TestGateway.start(new GatewayText().grpcBackend("library", older.port(), ""))) {
            assertThat(error(own.caller().post(LIBRARY + "Echo", book).body()).string("message"))
                    .isEqualTo("isbn: unknown field");
            older.close();
            assertThat(own.caller().post(LIBRARY + "Echo", "{}").statusCode()).isEqualTo(503);
            try (var newer = new LibraryServer("--newer", "--port", String.valueOf(older.port()))) {
                assertThat(newer.port()).isEqualTo(older.port());
                Wait.until(
                        own.vertx(),
                        () -> own.caller().post(LIBRARY + "Echo", "{}").statusCode() == 200);
                assertThat(own.caller().post(LIBRARY + "Echo", book).body()).isEqualTo(book);
            }
        }
    }

    @Test
    void nothingReachesABackendWithoutAKey() {
        for (var path : List.of(LIBRARY + "Echo", LIBRARY + "Nope", "/v1/books:create")) {
            var answer = caller().withKey("sk-wrong").post(path, "{\"bad\"");
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(error(answer.body()).string("status")).isEqualTo("UNAUTHENTICATED");
        }
        assertThat(caller().post(LIBRARY + "Nope", "{}").statusCode()).isEqualTo(404);
        assertThat(caller().get("/no/such/path").statusCode()).isEqualTo(404);
    }
}
