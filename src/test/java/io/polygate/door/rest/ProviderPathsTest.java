package io.polygate.door.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.Form;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Files and batches, kept by a provider.
final class ProviderPathsTest {

    private static final FakeProvider PROVIDER = new FakeProvider();
    private static final FakeProvider OTHER = new FakeProvider();
    private static final FakeProvider ANTHROPIC = new FakeProvider();
    private static final FakeProvider GEMINI = new FakeProvider();
    private static final TestGateway GATEWAY = TestGateway.start(new GatewayText()
            .backend("claude", "anthropic", "http://127.0.0.1:" + ANTHROPIC.port())
            .backend("google", "gemini", "http://127.0.0.1:" + GEMINI.port() + "/v1beta")
            .fake(PROVIDER)
            .provider("other", OTHER.baseUrl()));
    private static final String FILE = "{\"id\":\"file-1\",\"object\":\"file\"}";

    @AfterAll
    static void close() {
        GATEWAY.close();
        PROVIDER.close();
        OTHER.close();
        ANTHROPIC.close();
        GEMINI.close();
    }

    private static Caller caller() {
        return GATEWAY.caller();
    }

    @Test
    void sendsAFileAsItIsToTheFirstThatSpeaksOpenAi() {
        PROVIDER.answers(Script.json(FILE));
        for (int size : new int[] {100, 3_000_000}) {
            var form = new Form().file("file", size).field("purpose", "batch").field("model", "gpt-test");
            var answer = caller().post("/v1/files", form.bytes(), "content-type", Form.TYPE);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(FILE);
            var asked = PROVIDER.take();
            assertThat(asked.path()).isEqualTo("/v1/files");
            assertThat(asked.bytes()).isEqualTo(form.bytes());
            assertThat(asked.header("authorization")).isEqualTo("Bearer sk-upstream");
        }
    }

    @Test
    void asksTheProviderOfThePathOrOfTheHeader() {
        OTHER.answers(Script.json(FILE));
        assertThat(caller().get("/other/v1/files/file-1").body()).isEqualTo(FILE);
        assertThat(OTHER.take().path()).isEqualTo("/v1/files/file-1");
        assertThat(caller().get("/v1/files/file-1", "x-polygate-provider", "other")
                        .body())
                .isEqualTo(FILE);
        assertThat(OTHER.take().method()).isEqualTo("GET");
        for (var name : new String[] {"nobody", "claude"}) {
            var answer = caller().get("/v1/files", "x-polygate-provider", name);
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(RestDoorContract.error(answer.body()).string("message")).isNotEmpty();
        }
    }

    @Test
    void readsListsAndDeletes() {
        PROVIDER.answers(Script.body("application/octet-stream", Buffer.buffer("{\"a\":1}\n{\"b\":2}\n")));
        assertThat(caller().get("/v1/files/file-1/content").body()).isEqualTo("{\"a\":1}\n{\"b\":2}\n");
        assertThat(PROVIDER.take().path()).isEqualTo("/v1/files/file-1/content");
        PROVIDER.answers(Script.json("{\"data\":[]}"));
        assertThat(caller().get("/v1/files?after=file-1&limit=2").body()).isEqualTo("{\"data\":[]}");
        assertThat(PROVIDER.take().uri()).isEqualTo("/v1/files?after=file-1&limit=2");
        caller().method("DELETE", "/v1/files/file-1");
        assertThat(PROVIDER.take().method()).isEqualTo("DELETE");
    }

    @Test
    void makesAndCancelsBatches() {
        PROVIDER.answers(Script.json("{\"id\":\"batch_1\"}"));
        var body = "{\"input_file_id\":\"file-1\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"}";
        assertThat(caller().post("/v1/batches", body).body()).isEqualTo("{\"id\":\"batch_1\"}");
        var asked = PROVIDER.take();
        assertThat(asked.body()).isEqualTo(body);
        assertThat(asked.path()).isEqualTo("/v1/batches");
        caller().post("/v1/batches/batch_1/cancel", "");
        asked = PROVIDER.take();
        assertThat(asked.method() + " " + asked.path()).isEqualTo("POST /v1/batches/batch_1/cancel");
        caller().get("/v1/batches/batch_1");
        assertThat(PROVIDER.take().path()).isEqualTo("/v1/batches/batch_1");
        assertThat(caller().get("/v1/batches").statusCode()).isEqualTo(200);
    }

    @Test
    void passesWhatOtherVendorsKeepToTheFirstOfTheirDialect() {
        ANTHROPIC.answers(Script.json(FILE));
        var version = new String[] {"anthropic-version", "2023-06-01"};
        assertThat(caller().get("/v1/files/file_1/content?beta=true", version).body())
                .isEqualTo(FILE);
        var asked = ANTHROPIC.take();
        assertThat(asked.uri()).isEqualTo("/v1/files/file_1/content?beta=true");
        assertThat(asked.header("anthropic-version")).isEqualTo("2023-06-01");
        var form = new Form().file("file", 700_000);
        assertThat(caller().post("/v1/files", form.bytes(), "content-type", Form.TYPE, "anthropic-version", "x")
                        .body())
                .isEqualTo(FILE);
        assertThat(ANTHROPIC.take().bytes()).isEqualTo(form.bytes());
        var batch = "{\"requests\":[{\"custom_id\":\"a\",\"params\":{\"model\":\"m\"}}]}";
        assertThat(caller().post("/v1/messages/batches", batch, version).body()).isEqualTo(FILE);
        assertThat(ANTHROPIC.take().body()).isEqualTo(batch);
        var results = "{\"custom_id\":\"a\"}\n{\"custom_id\":\"b\"}\n";
        ANTHROPIC.answers(Script.body("application/x-jsonl", Buffer.buffer(results)));
        assertThat(caller().get("/v1/messages/batches/b_1/results", version).body())
                .isEqualTo(results);
        GEMINI.answers(Script.json("{\"name\":\"cachedContents/c-1\"}"));
        var cache = "{\"model\":\"models/gemini-2.5-flash\",\"ttl\":\"300s\"}";
        caller().post("/v1beta/cachedContents", cache);
        asked = GEMINI.take();
        assertThat(asked.path() + asked.body()).isEqualTo("/v1beta/cachedContents" + cache);
        caller().method("DELETE", "/google/v1beta/cachedContents/c-1");
        asked = GEMINI.take();
        assertThat(asked.method() + asked.path()).isEqualTo("DELETE/v1beta/cachedContents/c-1");
        GEMINI.answers(Script.stream("event: interaction.start\ndata: {}\n\n"));
        assertThat(caller().post("/v1beta/interactions", "{\"model\":\"m\",\"stream\":true}")
                        .body())
                .isEqualTo("event: interaction.start\ndata: {}\n\n");
        assertThat(caller().get("/v1beta/interactions/i_1", "x-polygate-provider", "other")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void neverMakesTwoOfOne() {
        PROVIDER.answers(Script.json(FILE)).then(Script.reset());
        assertThat(caller().post("/v1/batches", "{}").statusCode()).isEqualTo(502);
        assertThat(PROVIDER.waiting()).isEqualTo(1);
    }

    @Test
    void refusesUnknownKeysAndIdsThatLeadElsewhere() {
        PROVIDER.answers(Script.json(FILE));
        assertThat(caller().withKey("no").get("/v1/files").statusCode()).isEqualTo(401);
        for (var id : new String[] {"..", "%2e%2e", "a%2Fb", "a%3Fb"}) {
            assertThat(caller().get("/v1/files/" + id + "/content").statusCode())
                    .as(id)
                    .isEqualTo(404);
        }
        assertThat(PROVIDER.waiting()).isZero();
    }
}
