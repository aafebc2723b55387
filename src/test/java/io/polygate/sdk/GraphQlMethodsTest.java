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
        gateway = TestGateway.start(new GatewayText().mock().grpcBackend("library", library.port(), ""));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        library.close();
    }

    private static Json call(String method, String request) {
        return call("library.v1.Library", method, request);
    }

    private static Json call(String service, String method, String request) {
        var body = new JsonWriter()
                .object()
                .field(
                        "query",
                        "mutation ($request: JSON) { grpc(service: \"" + service + "\", method: \"" + method
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

    @Test
    void callsOurOwnMethodsToo() {
        var listed = call("polygate.v1.ModelService", "ListModels", "{}");
        assertThat(listed.object("data").object("grpc").raw())
                .isEqualTo(gateway.caller()
                        .post("/grpc/polygate.v1.ModelService/ListModels", "{}")
                        .body());
        var asked =
                "{\"model\":\"mock-model\",\"messages\":[{\"role\":\"ROLE_USER\",\"content\":[{\"text\":\"Hi\"}]}]}";
        var said = call("polygate.v1.ChatService", "Complete", asked).object("data");
        assertThat(said.object("grpc").string("finishReason")).isEqualTo("FINISH_REASON_STOP");
        assertThat(said.object("grpc").object("message").raw()).contains("You said: Hi");

        var unknown = error(call("polygate.v1.ModelService", "GetModel", "{\"name\":\"nobody\"}"));
        assertThat(unknown.object("extensions").string("code")).isEqualTo("model_not_found");
        assertThat(unknown.object("extensions").string("param")).isEqualTo("name");
        var unnamed = error(call("polygate.v1.EmbeddingService", "Embed", "{}"));
        assertThat(unnamed.string("message")).startsWith("model is missing");
        var bad = error(call("polygate.v1.ChatService", "Complete", "{\"models\":1}"));
        assertThat(bad.string("message")).startsWith("models: unknown field");
        assertThat(error(call("polygate.v1.ChatService", "Stream", asked)).string("message"))
                .contains("stream");
    }
}
