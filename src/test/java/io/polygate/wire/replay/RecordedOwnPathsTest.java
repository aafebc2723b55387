package io.polygate.wire.replay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What was recorded of a vendor's own API passes through the gateway at that vendor's own path: the request to the
/// backend and its answer to the caller, byte for byte, whole and however it is split.
final class RecordedOwnPathsTest {

    private static final Counter COUNTER = new Counter("own paths, byte for byte");
    private static final int BYTE_BY_BYTE = 12_000;

    /// The recorded kinds by the dialect of their providers.
    private static final Map<String, List<String>> KINDS = Map.of(
            "gemini",
            List.of("gemini-interactions", "gemini-cache@gemini"),
            "anthropic",
            List.of("anthropic-batches", "anthropic-files"),
            "bedrock",
            List.of(
                    "bedrock-converse",
                    "bedrock-converse-stream",
                    "bedrock-invoke",
                    "bedrock-invoke-stream",
                    "bedrock-count-tokens",
                    "bedrock-guardrail"),
            "cohere",
            List.of(
                    "cohere-v1-chat",
                    "cohere-v1-embed",
                    "cohere-generate",
                    "cohere-v2-chat",
                    "cohere-v2-embed",
                    "cohere-v2-rerank"),
            "ollama",
            List.of("ollama-chat", "ollama-generate", "ollama-embed"),
            "dashscope",
            List.of(
                    "dashscope-text-generation",
                    "dashscope-multimodal",
                    "dashscope-embedding",
                    "dashscope-rerank",
                    "dashscope-text2image",
                    "dashscope-video",
                    "dashscope-task"),
            "azure",
            List.of(
                    "openai-chat@azure",
                    "openai-completions@azure",
                    "openai-embeddings@azure",
                    "openai-responses@azure"),
            "vertex",
            List.of(
                    "gemini-cache@vertex",
                    "gemini-generate@vertex",
                    "gemini-stream@vertex",
                    "gemini-count-tokens@vertex",
                    "gemini-embed@vertex",
                    "vertex-predict@vertex"));

    private static FakeProvider backend;
    private static TestGateway gateway;
    private static HttpClient client;

    @BeforeAll
    static void start() {
        backend = new FakeProvider();
        var host = "http://127.0.0.1:" + backend.port();
        gateway = TestGateway.start(new GatewayText()
                .backend("bedrock", "bedrock", host)
                .backend("cohere", "cohere", host)
                .backend("ollama", "ollama", host)
                .backend("dashscope", "dashscope", host + "/api/v1")
                .backend("gemini", "gemini", host + "/v1beta")
                .backend("anthropic", "anthropic", host)
                .backend("azure", "azure", host)
                .backend("vertex", "vertex", host + "/v1/projects/p/locations/l")
                .line("routing: {retries: 0}")
                .line("discovery: {enabled: false}"));
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterAll
    static void stop() {
        COUNTER.print();
        gateway.close();
        backend.close();
    }

    @TestFactory
    Stream<DynamicTest> recordedCasesPassByteForByte() {
        return KINDS.entrySet().stream()
                .flatMap(kind -> kind.getValue().stream().flatMap(api -> Recordings.asked(api).stream()
                        .filter(recording ->
                                !recording.request().getString("url").endsWith("/v1/models"))
                        .map(recording -> dynamicTest(recording.toString(), () -> {
                            var group = kind.getKey() + " " + api;
                            COUNTER.begin(group);
                            check(kind.getKey(), recording);
                            COUNTER.passed(group);
                        }))));
    }

    private static void check(String provider, Recording recording) throws IOException, InterruptedException {
        var body = recording.body();
        pass(provider, recording, List.of(Buffer.buffer(body)));
        if (recording.streamed()) {
            pass(provider, recording, pieces(body, Math.max(body.length / 37, 7)));
            pass(provider, recording, pieces(body, body.length > BYTE_BY_BYTE ? 13 : 1));
        }
    }

    private static void pass(String provider, Recording recording, List<Buffer> pieces)
            throws IOException, InterruptedException {
        var answered = recording.answered();
        var type = type(recording.file());
        var errorType = answered.getString("x-amzn-errortype", "");
        backend.answers(
                errorType.isEmpty()
                        ? Script.pieces(recording.status(), pieces, "content-type", type)
                        : Script.pieces(
                                recording.status(), pieces, "content-type", type, "x-amzn-errortype", errorType));
        var request = recording.request();
        var url =
                URI.create(request.getString("url").replaceAll("<[A-Z_]+>", "x").replace("com//", "com/"));
        var said = request.getValue("body") == null ? "{}" : ((JsonObject) request.getValue("body")).encode();
        var sent = request.getString("method").equals("POST") ? said : "";
        var answer = call(provider, recording, request, url, sent);
        boolean filtered = new String(recording.body(), ISO_8859_1).contains("ResponsibleAIPolicyViolation");
        if (provider.equals("azure") && (recording.status() >= 400 || filtered)) {
            // OpenAI's four members are completed, and an error is one whatever its status.
            assertThat(answer.statusCode()).isIn(recording.status(), 400, 502);
            return;
        }
        if (answer.statusCode() == 502 && (recording.status() == 401 || recording.status() == 403)) {
            assertThat(new String(answer.body())).contains("the backend refused the gateway's credential for it");
            return;
        }
        assertThat(answer.statusCode()).as(new String(answer.body())).isEqualTo(recording.status());
        assertThat(new String(answer.body(), ISO_8859_1)).isEqualTo(new String(recording.body(), ISO_8859_1));
        assertThat(answer.headers().firstValue("x-amzn-errortype").orElse("")).isEqualTo(errorType);
        var asked = backend.take();
        if (provider.equals("azure")) {
            // Where Azure has it is the provider's affair, and so is what asks for usage.
            return;
        }
        assertThat(asked.rawPath().replace("%3A", ":"))
                .isEqualTo(url.getRawPath()
                        .replace("%3A", ":")
                        .replaceFirst("^/v1(beta1)?/projects/[^/]+/locations/[^/]+", "/v1/projects/p/locations/l"));
        assertThat(asked.body()).isEqualTo(sent);
    }

    private static HttpResponse<byte[]> call(
            String provider, Recording recording, JsonObject request, URI url, String sent)
            throws IOException, InterruptedException {
        var query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        var path = "http://127.0.0.1:" + gateway.port() + "/" + provider
                + url.getRawPath().replace("/openai/v1/", "/v1/") + query;
        var call = HttpRequest.newBuilder(URI.create(path))
                .timeout(Duration.ofSeconds(60))
                .setHeader("authorization", "Bearer sk-test")
                .setHeader("content-type", "application/json")
                .method(request.getString("method"), BodyPublishers.ofString(sent));
        if (provider.equals("anthropic")) {
            call.setHeader("anthropic-version", "2023-06-01");
        }
        if (provider.equals("dashscope") && recording.streamed()) {
            call.setHeader("x-dashscope-sse", "enable");
        }
        return client.send(call.build(), BodyHandlers.ofByteArray());
    }

    private static List<Buffer> pieces(byte[] body, int size) {
        var pieces = new ArrayList<Buffer>();
        for (int at = 0; at < body.length; at += size) {
            pieces.add(Buffer.buffer().appendBytes(body, at, Math.min(size, body.length - at)));
        }
        return pieces;
    }

    private static String type(String file) {
        return switch (file.substring(file.lastIndexOf('.'))) {
            case ".sse" -> "text/event-stream";
            case ".ndjson" -> "application/x-ndjson";
            case ".bin" -> "application/vnd.amazon.eventstream";
            default -> "application/json";
        };
    }
}
