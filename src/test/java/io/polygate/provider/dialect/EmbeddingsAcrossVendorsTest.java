package io.polygate.provider.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Received;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.wire.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Vectors of every vendor that has them, for callers of OpenAI's and of Gemini's format.
final class EmbeddingsAcrossVendorsTest {

    /// A vendor: how it is reached, which texts it was sent, and how it answers with the length of each as its vector.
    enum Vendor {
        OPENAI("openai", "/v1", "text-embedding-3-small") {
            @Override
            List<String> texts(Json asked) {
                return strings(asked.get("input"));
            }

            @Override
            String answer(List<String> texts) {
                return "{\"object\":\"list\",\"data\":["
                        + IntStream.range(0, texts.size())
                                .mapToObj(i -> "{\"object\":\"embedding\",\"index\":" + i + ",\"embedding\":"
                                        + vector(texts.get(i)) + "}")
                                .collect(Collectors.joining(","))
                        + "],\"model\":\"m\",\"usage\":{\"prompt_tokens\":" + tokens(texts) + ",\"total_tokens\":"
                        + tokens(texts) + "}}";
            }
        },
        MISTRAL("mistral", "/v1", "mistral-embed") {
            @Override
            List<String> texts(Json asked) {
                return OPENAI.texts(asked);
            }

            @Override
            String answer(List<String> texts) {
                return OPENAI.answer(texts);
            }
        },
        GEMINI("gemini", "/v1beta", "gemini-embedding-001") {
            @Override
            List<String> texts(Json asked) {
                return asked.has("requests")
                        ? asked.items("requests").stream()
                                .map(request -> text(request.object("content")))
                                .toList()
                        : List.of(text(asked.object("content")));
            }

            private String text(Json content) {
                return content.items("parts").getFirst().string("text");
            }

            @Override
            String answer(List<String> texts) {
                return "{\"embeddings\":[" + all(texts, "{\"values\":%s}")
                        + "],\"usageMetadata\":{\"promptTokenCount\":" + tokens(texts) + ",\"totalTokenCount\":"
                        + tokens(texts) + "}}";
            }

            @Override
            String answerTo(Received asked) {
                var texts = texts(asked.json());
                return asked.path().endsWith(":embedContent")
                        ? "{\"embedding\":{\"values\":" + vector(texts.getFirst())
                                + "},\"usageMetadata\":{\"promptTokenCount\":" + tokens(texts) + "}}"
                        : answer(texts);
            }
        },
        VERTEX("vertex", "/v1/projects/p/locations/l", "gemini-embedding-001") {
            @Override
            List<String> texts(Json asked) {
                assertThat(asked.items("instances"))
                        .as("this model takes one input")
                        .hasSize(1);
                return List.of(asked.items("instances").getFirst().string("content"));
            }

            @Override
            String answer(List<String> texts) {
                return "{\"predictions\":["
                        + all(texts, "{\"embeddings\":{\"values\":%s,\"statistics\":{\"token_count\":%d}}}") + "]}";
            }
        },
        VERTEX_CONTENT("vertex", "/v1/projects/p/locations/l", "google/gemini-embedding-2") {
            @Override
            List<String> texts(Json asked) {
                assertThat(asked.has("model") || asked.has("requests")).isFalse();
                return List.of(asked.object("content").items("parts").getFirst().string("text"));
            }

            @Override
            String answer(List<String> texts) {
                return "{\"embedding\":{\"values\":" + vector(texts.getFirst())
                        + "},\"usageMetadata\":{\"promptTokenCount\":" + tokens(texts) + "}}";
            }

            @Override
            String answerTo(Received asked) {
                assertThat(asked.path()).endsWith("/publishers/google/models/gemini-embedding-2:embedContent");
                return super.answerTo(asked);
            }
        },
        COHERE("cohere", "", "embed-v4.0") {
            @Override
            List<String> texts(Json asked) {
                return strings(asked.get("texts"));
            }

            @Override
            String answer(List<String> texts) {
                return "{\"id\":\"e\",\"embeddings\":{\"float\":[" + all(texts, "%s")
                        + "]},\"meta\":{\"billed_units\":{\"input_tokens\":" + tokens(texts) + "}}}";
            }
        },
        DASHSCOPE("dashscope", "/api/v1", "text-embedding-v4") {
            @Override
            List<String> texts(Json asked) {
                var texts = strings(asked.object("input").get("texts"));
                assertThat(texts).as("so many at once").hasSizeLessThanOrEqualTo(10);
                return texts;
            }

            @Override
            String answer(List<String> texts) {
                var from = new ArrayList<String>();
                for (int i = texts.size() - 1; i >= 0; i--) {
                    from.add("{\"text_index\":" + i + ",\"embedding\":" + vector(texts.get(i)) + "}");
                }
                return "{\"output\":{\"embeddings\":[" + String.join(",", from) + "]},\"usage\":{\"total_tokens\":"
                        + tokens(texts) + "},\"request_id\":\"r\"}";
            }
        },
        OLLAMA("ollama", "", "nomic-embed-text") {
            @Override
            List<String> texts(Json asked) {
                return strings(asked.get("input"));
            }

            @Override
            String answer(List<String> texts) {
                return "{\"model\":\"m\",\"embeddings\":[" + all(texts, "%s") + "],\"prompt_eval_count\":"
                        + tokens(texts) + "}";
            }
        },
        TITAN("bedrock", "", "amazon.titan-embed-text-v2:0") {
            @Override
            List<String> texts(Json asked) {
                assertThat(asked.has("model")).isFalse();
                return List.of(asked.string("inputText"));
            }

            @Override
            String answer(List<String> texts) {
                return "{\"embedding\":" + vector(texts.getFirst()) + ",\"embeddingsByType\":{\"float\":"
                        + vector(texts.getFirst()) + "},\"inputTextTokenCount\":" + tokens(texts) + "}";
            }
        },
        NOVA("bedrock", "", "amazon.nova-2-multimodal-embeddings-v1:0") {
            @Override
            List<String> texts(Json asked) {
                assertThat(asked.string("taskType")).isEqualTo("SINGLE_EMBEDDING");
                var params = asked.object("singleEmbeddingParams");
                assertThat(params.string("embeddingPurpose")).isEqualTo("GENERIC_INDEX");
                return List.of(params.object("text").string("value"));
            }

            @Override
            String answer(List<String> texts) {
                return "{\"embeddings\":[{\"embeddingType\":\"TEXT\",\"embedding\":" + vector(texts.getFirst()) + "}]}";
            }
        },
        COHERE_ON_BEDROCK("bedrock", "", "cohere.embed-multilingual-v3") {
            @Override
            List<String> texts(Json asked) {
                assertThat(asked.has("model")).isFalse();
                assertThat(asked.string("input_type")).isEqualTo("search_document");
                return strings(asked.get("texts"));
            }

            @Override
            String answer(List<String> texts) {
                return "{\"id\":\"e\",\"response_type\":\"embeddings_by_type\",\"embeddings\":{\"float\":["
                        + all(texts, "%s") + "]},\"texts\":[]}";
            }
        };

        private final String dialect;
        private final String path;
        private final String model;

        Vendor(String dialect, String path, String model) {
            this.dialect = dialect;
            this.path = path;
            this.model = model;
        }

        abstract List<String> texts(Json asked);

        abstract String answer(List<String> texts);

        String answerTo(Received asked) {
            return answer(texts(asked.json()));
        }

        static List<String> strings(Json json) {
            return json.isArray() ? json.items().stream().map(Json::asString).toList() : List.of(json.asString());
        }

        static String vector(String text) {
            return "[" + text.length() + ",0.5]";
        }

        static int tokens(List<String> texts) {
            return texts.stream().mapToInt(String::length).sum();
        }

        static String all(List<String> texts, String form) {
            return texts.stream()
                    .map(text -> form.formatted(vector(text), text.length()))
                    .collect(Collectors.joining(","));
        }
    }

    private static FakeProvider backend;
    private static TestGateway gateway;
    private static Caller caller;

    @BeforeAll
    static void start() {
        backend = new FakeProvider();
        var text = new GatewayText();
        for (var vendor : Vendor.values()) {
            var name = vendor.name().toLowerCase(java.util.Locale.ROOT);
            text.backend(name, vendor.dialect, "http://127.0.0.1:" + backend.port() + vendor.path)
                    .model(vendor.name(), name, "\"" + vendor.model + "\"");
        }
        gateway = TestGateway.start(text);
        caller = gateway.caller();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        backend.close();
    }

    /// With what Bedrock counts, which it tells in a header.
    private static void answering(Vendor vendor) {
        backend.answers(asked -> {
            var tokens = String.valueOf(Vendor.tokens(vendor.texts(asked.json())));
            Script.json(vendor.answerTo(asked), "x-amzn-bedrock-input-token-count", tokens)
                    .play(asked);
        });
    }

    private static String inputs(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> "\"" + "x".repeat(i) + "\"")
                .collect(Collectors.joining(","));
    }

    private static List<String> vectors(List<Json> items, String member) {
        return items.stream().map(item -> item.raw(member)).toList();
    }

    private static List<String> expected(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "[" + i + ",0.5]").toList();
    }

    @ParameterizedTest
    @EnumSource
    void callersOfOpenAiGetEveryVectorInOrderAndWhatItUsed(Vendor vendor) {
        answering(vendor);
        for (int count : new int[] {1, 2, 23}) {
            var answer = caller.post(
                    "/v1/embeddings", "{\"model\":\"" + vendor.name() + "\",\"input\":[" + inputs(count) + "]}");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            var json = Json.parse(answer.body());
            assertThat(vectors(json.items("data"), "embedding")).isEqualTo(expected(count));
            assertThat(json.items("data").getLast().number("index")).isEqualTo(count - 1);
            assertThat(json.object("usage").number("prompt_tokens")).isEqualTo(count * (count + 1) / 2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void callersOfGeminiGetEveryVectorInOrder(Vendor vendor) {
        answering(vendor);
        var path = "/v1beta/models/" + vendor.name();
        var one = caller.post(path + ":embedContent", "{\"content\":{\"parts\":[{\"text\":\"xxx\"}]}}");
        assertThat(one.statusCode()).as(one.body()).isEqualTo(200);
        assertThat(Json.parse(one.body()).object("embedding").raw("values")).isEqualTo("[3,0.5]");
        var requests = IntStream.rangeClosed(1, 12)
                .mapToObj(i -> "{\"model\":\"models/" + vendor.name() + "\",\"content\":{\"parts\":[{\"text\":\""
                        + "x".repeat(i) + "\"}]}}")
                .collect(Collectors.joining(","));
        var many = caller.post(path + ":batchEmbedContents", "{\"requests\":[" + requests + "]}");
        assertThat(many.statusCode()).as(many.body()).isEqualTo(200);
        assertThat(vectors(Json.parse(many.body()).items("embeddings"), "values"))
                .isEqualTo(expected(12));
    }

    @Test
    void anInputThatFailsIsTheFailureOfAll() {
        // Those that are called off come without a body
        backend.answers(
                asked -> (asked.body().isEmpty() || "xxx".equals(asked.json().string("inputText"))
                                ? Script.json(
                                        400,
                                        "{\"message\":\"Malformed input\"}",
                                        "x-amzn-errortype",
                                        "ValidationException:http://a/")
                                : Script.json(Vendor.TITAN.answerTo(asked)))
                        .play(asked));
        var answer = caller.post("/v1/embeddings", "{\"model\":\"TITAN\",\"input\":[" + inputs(30) + "]}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("Malformed input");
        assertThat(backend.waiting()).isLessThan(30);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPENAI")
    void refusesARequestWithoutInputs(Vendor vendor) {
        var answer = caller.post("/v1/embeddings", "{\"model\":\"" + vendor.name() + "\",\"input\":[]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(Json.parse(answer.body()).object("error").string("param")).isEqualTo("input");
    }

    /// A vector of another input would be worse than none. At a gateway of its own, whose breakers are nobody else's.
    @Test
    void anAnswerWithTooFewVectorsIsAFailure() {
        backend.answers(Script.json("{\"embeddings\":{\"float\":[[1,0.5]]}}"));
        var text = new GatewayText()
                .backend("short", "cohere", "http://127.0.0.1:" + backend.port())
                .model("short", "short", "embed-v4.0");
        try (var own = TestGateway.start(text)) {
            var answer = own.caller().post("/v1/embeddings", "{\"model\":\"short\",\"input\":[" + inputs(2) + "]}");
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.body()).contains("the backend's answer holds 1 vectors for 2 inputs");
        }
        while (backend.waiting() > 0) {
            backend.take();
        }
    }

    @Test
    void refusesMoreInputsThanOpenAiTakes() {
        answering(Vendor.TITAN);
        var inputs = "\"x\",".repeat(2048) + "\"x\"";
        var answer = caller.post("/v1/embeddings", "{\"model\":\"TITAN\",\"input\":[" + inputs + "]}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("input: 2049 inputs (expected: at most 2048)");
    }

    @Test
    void saysTheSizeAndTheFormThatTheCallerWants() {
        answering(Vendor.TITAN);
        var answer = caller.post(
                "/v1/embeddings",
                "{\"model\":\"TITAN\",\"input\":\"xx\",\"dimensions\":256,\"encoding_format\":\"base64\",\"user\":\"u\"}");
        assertThat(answer.body()).contains("\"embedding\":\"AAAAQAAAAD8=\"");
        assertThat(answer.headers().firstValue("x-polygate-warnings")).hasValue("user: not supported by bedrock");
        assertThat(backend.take().body()).isEqualTo("{\"inputText\":\"xx\",\"dimensions\":256}");
    }

    @Test
    void aModelWithoutVectorsIsNamed() {
        var answer = caller.post("/v1/embeddings", "{\"model\":\"titan/amazon.nova-lite-v1:0\",\"input\":\"x\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
    }
}
