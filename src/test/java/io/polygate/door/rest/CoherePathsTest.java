package io.polygate.door.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.VendorScripts;
import io.polygate.wire.json.Json;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Cohere's own paths of both versions.
final class CoherePathsTest {

    private static final FakeProvider COHERE = new FakeProvider();
    private static final FakeProvider OTHER = new FakeProvider();
    private static final TestGateway GATEWAY = TestGateway.start(new GatewayText()
            .fake(OTHER)
            .backend("co", "cohere", "http://127.0.0.1:" + COHERE.port())
            .model("command", "co", "command-a-03-2025")
            .line("routing: {retries: 0}"));
    private static final String BODY = "{ \"message\":\"Hi\", \"model\":\"command\", \"odd\":1}";
    private static final String LINES = "application/stream+json";
    private static final String FIRST =
            "{\"is_finished\":false,\"event_type\":\"stream-start\",\"generation_id\":\"g\"}\n"
                    + "{\"is_finished\":false,\"event_type\":\"text-generation\",\"text\":\"世界\"}\n";
    private static final String LAST =
            "{\"is_finished\":true,\"event_type\":\"stream-end\",\"response\":{\"text\":\"世界\","
                    + "\"meta\":{\"tokens\":{\"input_tokens\":69,\"output_tokens\":15}}},\"finish_reason\":\"COMPLETE\"}";

    @AfterAll
    static void close() {
        GATEWAY.close();
        COHERE.close();
        OTHER.close();
    }

    private static Caller caller() {
        return GATEWAY.caller();
    }

    @Test
    void passesEveryPathWithTheTargetsModel() {
        for (var path : new String[] {"/v1/chat", "/v1/generate", "/v1/embed", "/v2/chat", "/v2/embed"}) {
            COHERE.answers(Script.json(VendorScripts.COHERE));
            assertThat(caller().post(path, BODY).body()).isEqualTo(VendorScripts.COHERE);
            var asked = COHERE.take();
            assertThat(asked.path()).isEqualTo(path);
            assertThat(asked.body()).isEqualTo(BODY.replace("\"command\"", "\"command-a-03-2025\""));
        }
    }

    @Test
    void passesStreamsOfBothVersionsAndCountsThem() {
        COHERE.answers(Script.body(LINES, Buffer.buffer(FIRST + LAST)));
        var body = "{\"message\":\"Hi\",\"stream\":true,\"model\":\"co/first\"}";
        assertThat(caller().post("/v1/chat", body).body()).isEqualTo(FIRST + LAST);
        COHERE.answers(Script.stream("data: " + (FIRST + LAST).replace("\n", "\n\ndata: ") + "\n\n"));
        assertThat(caller().post("/v1/chat", body.replace("first", "events"), "accept", "text/event-stream")
                        .body())
                .startsWith("data: ")
                .endsWith("\n\n");
        COHERE.answers(Script.stream(VendorScripts.COHERE_STREAM));
        assertThat(caller().post("/v2/chat", body.replace("first", "second")).body())
                .isEqualTo(VendorScripts.COHERE_STREAM);
        COHERE.answers(Script.json(VendorScripts.COHERE_EMBED));
        caller().post("/v1/embed", body.replace("first", "vectors"));
        var name = "gateway_tokens_used[^ ]*model=\"co/";
        assertThat(GATEWAY.management().get("/metrics").body())
                .containsPattern(name + "first\"[^ ]*type=\"input\"[^ ]* 69\\.0\n")
                .containsPattern(name + "events\"[^ ]*type=\"output\"[^ ]* 15\\.0\n")
                .containsPattern(name + "second\"[^ ]*type=\"input\"[^ ]* 3\\.0\n")
                .containsPattern(name + "vectors\"[^ ]*type=\"input\"[^ ]* 4\\.0\n");
    }

    @Test
    void endsAStreamThatDiesWithAnError() {
        var body = BODY.replace("\"odd\":1", "\"stream\":true");
        for (int cut : new int[] {0, 1, LAST.length() - 1}) {
            COHERE.answers(Script.cut(LINES, FIRST + LAST.substring(0, cut)));
            var answer = caller().post("/v1/chat", body).body();
            assertThat(answer).startsWith(FIRST);
            assertThat(Json.parse(answer.substring(FIRST.length())).string("finish_reason"))
                    .isEqualTo("ERROR");
        }
        var begun = VendorScripts.COHERE_STREAM.substring(0, VendorScripts.COHERE_STREAM.indexOf("Hel") + 5);
        COHERE.answers(Script.cut(begun));
        var answer = caller().post("/v2/chat", body).body();
        assertThat(begun).startsWith(answer.substring(0, answer.indexOf("event: message-end")));
        var last = answer.substring(answer.lastIndexOf("data: ") + 6);
        assertThat(Json.parse(last).object("delta").string("error")).isNotEmpty();
    }

    @Test
    void refusesInTheWordsOfCohere() {
        for (var path : new String[] {"/v1/chat", "/v2/chat", "/v2/embed", "/v1/generate"}) {
            var unknown = caller().post(path, BODY.replace("command", "nobody"));
            assertThat(unknown.statusCode()).isEqualTo(404);
            assertThat(Json.parse(unknown.body()).string("message")).contains("nobody");
            var foreign = caller().post(path, BODY.replace("command", "gpt-test"));
            assertThat(foreign.statusCode()).isEqualTo(404);
            assertThat(Json.parse(foreign.body()).string("message")).contains("another dialect");
            assertThat(Json.parse(caller().withKey("no").post(path, BODY).body())
                            .string("message"))
                    .isNotEmpty();
            assertThat(Json.parse(caller().get(path).body()).string("message")).isNotEmpty();
        }
        var error = "{\"id\":\"e\", \"message\":\"too many tokens\" }";
        COHERE.answers(Script.json(400, error));
        assertThat(caller().post("/v1/chat", BODY).body()).isEqualTo(error);
    }
}
