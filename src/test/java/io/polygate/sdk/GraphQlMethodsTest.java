package io.polygate.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.GatewayText;
import io.polygate.testing.TestGateway;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Methods of a gRPC backend in GraphQL.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class GraphQlMethodsTest {

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

    private static Json call(String method, String request) {
        var body = new JsonWriter()
                .object()
                .field(
                        "query",
                        "mutation ($request: JSON) { grpc(service: \"library.v1.Library\", method: \"" + method
                                + "\", request: $request) }")
                .rawField("variables", "{\"request\":" + request + "}")
                .endObject()
                .toString();
        return Json.parse(gateway.caller().post("/graphql", body).body());
    }

    private static Json error(Json answer) {
        return answer.items("errors").getFirst();
    }

    @Test
    void givesTheAnswerOfAMethod() {
        var sent = "{\"name\":\"世\",\"sold\":\"9007199254740993\",\"authors\":[{\"fullName\":\"B\"}],\"rating\":1.5,"
                + "\"genre\":\"GENRE_POETRY\"}";
        assertThat(call("Echo", sent).raw())
                .isEqualTo(
                        "{\"data\":{\"grpc\":{\"name\":\"世\",\"genre\":\"GENRE_POETRY\",\"sold\":\"9007199254740993\","
                                + "\"authors\":[{\"fullName\":\"B\"}],\"rating\":1.5}}}");
        assertThat(call("Echo", "null").raw()).isEqualTo("{\"data\":{\"grpc\":{}}}");
        assertThat(call("GetBook", "{\"name\":\"a\"}")
                        .object("data")
                        .object("grpc")
                        .string("name"))
                .isEqualTo("a");
    }

    @Test
    void tellsABackendsFailureAndABadFieldByItsPath() {
        var failed = error(call("Fail", "{\"code\":9,\"message\":\"not now\"}"));
        assertThat(failed.string("message")).isEqualTo("not now");
        assertThat(failed.object("extensions").string("code")).isNotEmpty();
        var bad = error(call("Echo", "{\"authors\":[{\"fullNam\":\"B\"}]}"));
        assertThat(bad.string("message")).startsWith("authors[0].fullNam: unknown field");
        assertThat(bad.object("extensions").string("param")).isEqualTo("authors[0].fullNam");
        assertThat(error(call("Nope", "{}")).object("extensions").string("code"))
                .isEqualTo("not_found");
        assertThat(error(call("ListBooks", "{\"count\":2}")).string("message")).contains("stream");
    }
}
