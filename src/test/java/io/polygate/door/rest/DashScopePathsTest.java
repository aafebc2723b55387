package io.polygate.door.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.VendorScripts;
import io.polygate.wire.json.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// DashScope's own paths: services, and the tasks that a provider keeps.
final class DashScopePathsTest {

    private static final FakeProvider CHINA = new FakeProvider();
    private static final FakeProvider ABROAD = new FakeProvider();
    private static final FakeProvider OTHER = new FakeProvider();
    private static final TestGateway GATEWAY = TestGateway.start(new GatewayText()
            .fake(OTHER)
            .backend("china", "dashscope", "http://127.0.0.1:" + CHINA.port() + "/api/v1")
            .backend("abroad", "dashscope", "http://127.0.0.1:" + ABROAD.port() + "/api/v1")
            .model("qwen", "china", "qwen-plus")
            .model("wan", "abroad", "wan2.6-t2v")
            .line("routing: {retries: 0}"));
    private static final String GENERATION = "/api/v1/services/aigc/text-generation/generation";
    private static final String BODY = "{ \"model\":\"qwen\",\"input\":{\"prompt\":\"Hi\"}, \"parameters\":{}}";
    private static final String TASK =
            "{\"request_id\":\"r\", \"output\":{\"task_id\":\"t-1\",\"task_status\":\"PENDING\"}}";

    @AfterAll
    static void close() {
        GATEWAY.close();
        CHINA.close();
        ABROAD.close();
        OTHER.close();
    }

    private static Caller caller() {
        return GATEWAY.caller();
    }

    @Test
    void passesEveryServiceWithTheVendorsHeaders() {
        for (var service : new String[] {
            "aigc/text-generation/generation",
            "aigc/multimodal-generation/generation",
            "embeddings/text-embedding/text-embedding",
            "rerank/text-rerank/text-rerank"
        }) {
            var answered = service.startsWith("rerank") ? VendorScripts.DASHSCOPE_RERANK : VendorScripts.DASHSCOPE;
            CHINA.answers(Script.json(answered));
            var answer = caller().post("/api/v1/services/" + service, BODY, "x-dashscope-workspace", "w");
            assertThat(answer.body()).isEqualTo(answered);
            var asked = CHINA.take();
            assertThat(asked.path()).isEqualTo("/api/v1/services/" + service);
            assertThat(asked.body()).isEqualTo(BODY.replace("\"qwen\"", "\"qwen-plus\""));
            assertThat(asked.header("x-dashscope-workspace")).isEqualTo("w");
        }
    }

    @Test
    void passesStreamsAndCountsThem() {
        CHINA.answers(Script.stream(VendorScripts.DASHSCOPE_STREAM));
        var body = BODY.replace("qwen", "china/streamed");
        assertThat(caller().post(GENERATION, body, "x-dashscope-sse", "enable").body())
                .isEqualTo(VendorScripts.DASHSCOPE_STREAM);
        assertThat(CHINA.take().header("x-dashscope-sse")).isEqualTo("enable");
        assertThat(caller().post(GENERATION, body, "accept", "text/event-stream")
                        .body())
                .isEqualTo(VendorScripts.DASHSCOPE_STREAM);
        assertThat(GATEWAY.management().get("/metrics").body())
                .containsPattern("gateway_tokens_used[^ ]*model=\"china/streamed\"[^ ]*type=\"input\"[^ ]* 6\\.0\n");
    }

    @Test
    void asksForTasksAndLooksAfterThem() {
        ABROAD.answers(Script.json(TASK));
        for (var service : new String[] {"video-generation/video-synthesis", "text2image/image-synthesis"}) {
            var answer = caller().post(
                            "/api/v1/services/aigc/" + service,
                            BODY.replace("qwen", "wan"),
                            "x-dashscope-async",
                            "enable");
            assertThat(answer.body()).isEqualTo(TASK);
            assertThat(answer.headers().firstValue("x-polygate-provider")).hasValue("abroad");
            assertThat(ABROAD.take().header("x-dashscope-async")).isEqualTo("enable");
        }
        CHINA.answers(Script.json(TASK));
        assertThat(caller().get("/api/v1/tasks/t-1").body()).isEqualTo(TASK);
        assertThat(CHINA.take().path()).isEqualTo("/api/v1/tasks/t-1");
        assertThat(caller().get("/api/v1/tasks/t-1", "x-polygate-provider", "abroad")
                        .body())
                .isEqualTo(TASK);
        assertThat(caller().get("/abroad/api/v1/tasks/?page_no=2").body()).isEqualTo(TASK);
        ABROAD.take();
        assertThat(ABROAD.take().uri()).isEqualTo("/api/v1/tasks/?page_no=2");
        assertThat(caller().post("/abroad/api/v1/tasks/t-1/cancel", "").statusCode())
                .isEqualTo(200);
        assertThat(ABROAD.take().path()).isEqualTo("/api/v1/tasks/t-1/cancel");
        for (var nobody : new String[] {"fake", "nobody"}) {
            var answer = caller().get("/api/v1/tasks/t-1", "x-polygate-provider", nobody);
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(Json.parse(answer.body()).string("code")).isEqualTo("ModelNotFound");
        }
        assertThat(OTHER.waiting()).isZero();
    }

    @Test
    void endsAStreamThatDiesWithAnError() {
        var begun = VendorScripts.DASHSCOPE_STREAM;
        int whole = begun.indexOf("id:2");
        CHINA.answers(Script.cut(begun.substring(0, whole + 40)));
        var answer =
                caller().post(GENERATION, BODY, "x-dashscope-sse", "enable").body();
        assertThat(answer).startsWith(begun.substring(0, whole) + "event:error\n:HTTP_STATUS/");
        assertThat(Json.parse(answer.substring(answer.lastIndexOf("data:") + 5)).string("code"))
                .isEqualTo("InternalError");
    }

    @Test
    void refusesInTheWordsOfDashScope() {
        var unknown = caller().post(GENERATION, BODY.replace("qwen", "nobody"));
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(Json.parse(unknown.body()).string("code")).isEqualTo("ModelNotFound");
        var key = caller().withKey("no").post(GENERATION, BODY);
        assertThat(Json.parse(key.body()).string("code")).isEqualTo("InvalidApiKey");
        for (var path : new String[] {"aigc", "aigc/..", "aigc/a%2Fb/c"}) {
            var service = caller().post("/api/v1/services/" + path, BODY);
            assertThat(service.statusCode()).as(path).isEqualTo(404);
            assertThat(Json.parse(service.body()).string("message")).contains("no such service");
        }
        var foreign =
                caller().post("/api/v1/services/rerank/text-rerank/text-rerank", BODY.replace("qwen", "gpt-test"));
        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(Json.parse(foreign.body()).string("message")).contains("another dialect");
        var error = "{\"code\":\"InvalidParameter\", \"message\":\"Model not exist.\",\"request_id\":\"r\"}";
        CHINA.answers(Script.json(400, error));
        assertThat(caller().post(GENERATION, BODY).body()).isEqualTo(error);
        CHINA.answers(Script.stream("id:1\nevent:error\n:HTTP_STATUS/400\ndata:"
                + error.replace("InvalidParameter", "DataInspectionFailed") + "\n\n"));
        var first = caller().post(GENERATION, BODY, "x-dashscope-sse", "enable");
        assertThat(first.statusCode()).isEqualTo(400);
        assertThat(Json.parse(first.body()).string("code")).isEqualTo("DataInspectionFailed");
    }
}
