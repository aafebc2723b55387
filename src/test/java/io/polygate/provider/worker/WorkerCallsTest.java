package io.polygate.provider.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.GatewayText;
import io.polygate.testing.TestGateway;
import io.polygate.testing.WorkerProcess;
import io.polygate.wire.json.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Callers of every dialect reach a real Python worker by gRPC.
final class WorkerCallsTest {

    private static final String ECHO = "{name: echo, engine: echo, tasks: [generate, embed, rerank], slots: 2}";
    private static final String THINKER =
            "{name: thinker, engine: echo, context: 5, options: {reasoning: \"Let me see.\"}}";

    private static WorkerProcess worker;
    private static TestGateway gateway;

    @BeforeAll
    static void start(@TempDir Path folder) {
        worker = WorkerProcess.start(folder, ECHO, THINKER);
        gateway = TestGateway.start(
                new GatewayText().entry("{id: w, dialect: worker, base-url: \"" + worker.address() + "\"}"));
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
        if (worker != null) {
            worker.close();
        }
    }

    private static String chat(String model, String text, String more) {
        return "{\"model\":\"" + model + "\"" + more + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + text
                + "\"}]}";
    }

    private static Json post(String path, String body, String... headers) {
        var answer = gateway.caller().post(path, body, headers);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.parse(answer.body());
    }

    @Test
    void itsModelsAreListedFromTheStart() {
        assertThat(gateway.caller().get("/v1/models").body()).contains("\"echo\"", "\"thinker\"");
    }

    @Test
    void aChatIsAnsweredWholeWithUsageAndFinish() {
        var answer = post("/v1/chat/completions", chat("echo", "one two three", ""));
        var choice = answer.items("choices").getFirst();
        assertThat(choice.object("message").string("content")).isEqualTo("one two three");
        assertThat(choice.string("finish_reason")).isEqualTo("stop");
        assertThat(answer.object("usage").number("prompt_tokens").longValue()).isEqualTo(3);
        assertThat(answer.object("usage").number("completion_tokens").longValue())
                .isEqualTo(3);
        assertThat(answer.string("model")).isEqualTo("echo");
    }

    @Test
    void aStreamComesWordByWord() {
        var body = gateway.caller()
                .chat(chat("echo", "one two three", ",\"stream\":true,\"max_tokens\":2"))
                .body();
        assertThat(body)
                .contains("\"content\":\"one\"", "\"content\":\" two\"", "\"finish_reason\":\"length\"")
                .doesNotContain("three")
                .endsWith("data: [DONE]\n\n");
    }

    @Test
    void callersOfAnthropicGeminiAndResponsesHearItInTheirWords() {
        var messages = "\"messages\":[{\"role\":\"user\",\"content\":\"one two\"}]";
        var anthropic = post("/v1/messages", "{\"model\":\"echo\",\"max_tokens\":9," + messages + "}");
        assertThat(anthropic.items("content").getFirst().string("text")).isEqualTo("one two");
        assertThat(anthropic.string("stop_reason")).isEqualTo("end_turn");
        var gemini = post(
                "/v1beta/models/echo:generateContent",
                "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"one two\"}]}]}");
        var candidate = gemini.items("candidates").getFirst();
        assertThat(candidate.object("content").items("parts").getFirst().string("text"))
                .isEqualTo("one two");
        var responses = post("/v1/responses", "{\"model\":\"echo\",\"input\":\"one two\"}");
        assertThat(responses.string("status")).isEqualTo("completed");
        assertThat(responses
                        .items("output")
                        .getFirst()
                        .items("content")
                        .getFirst()
                        .string("text"))
                .isEqualTo("one two");
    }

    @Test
    void streamsOfAnthropicGeminiAndResponsesEndAsTheyDo() {
        var caller = gateway.caller();
        var messages = "\"messages\":[{\"role\":\"user\",\"content\":\"one two\"}]";
        assertThat(caller.post("/v1/messages", "{\"model\":\"echo\",\"max_tokens\":9,\"stream\":true," + messages + "}")
                        .body())
                .contains("\"text_delta\",\"text\":\" two\"", "event: message_stop");
        assertThat(caller.post(
                                "/v1beta/models/echo:streamGenerateContent?alt=sse",
                                "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"one two\"}]}]}")
                        .body())
                .contains("\"text\":\" two\"", "\"finishReason\":\"STOP\"");
        assertThat(caller.post("/v1/responses", "{\"model\":\"echo\",\"stream\":true,\"input\":\"one two\"}")
                        .body())
                .contains("event: response.output_text.delta", "event: response.completed");
    }

    @Test
    void whatItThinksComesBeforeWhatItSays() {
        var answer = post("/v1/chat/completions", chat("thinker", "one two", ""));
        var message = answer.items("choices").getFirst().object("message");
        assertThat(message.string("reasoning_content")).isEqualTo("Let me see.");
        assertThat(message.string("content")).isEqualTo("one two");
        var anthropic = post(
                "/v1/messages",
                "{\"model\":\"thinker\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"one\"}]}");
        assertThat(anthropic.items("content").getFirst().string("thinking")).isEqualTo("Let me see.");
    }

    @Test
    void toolsAreCalled() {
        var tools = ",\"tool_choice\":\"required\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"say\","
                + "\"parameters\":{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"}}}}}]";
        var choice = post("/v1/chat/completions", chat("echo", "one two", tools))
                .items("choices")
                .getFirst();
        var call = choice.object("message").items("tool_calls").getFirst();
        assertThat(call.string("id")).isEqualTo("call_echo");
        assertThat(call.object("function").string("name")).isEqualTo("say");
        assertThat(Json.parse(call.object("function").string("arguments")).string("text"))
                .isEqualTo("one two");
        assertThat(choice.string("finish_reason")).isEqualTo("tool_calls");
    }

    @Test
    void aResultOfAToolGoesBackToIt() {
        var body = "{\"model\":\"echo\",\"messages\":[{\"role\":\"user\",\"content\":\"go\"},"
                + "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\","
                + "\"function\":{\"name\":\"say\",\"arguments\":\"{}\"}}]},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"sunny today\"}]}";
        var message =
                post("/v1/chat/completions", body).items("choices").getFirst().object("message");
        assertThat(message.string("content")).isEqualTo("sunny today");
    }

    @Test
    void aPromptToGoOnWithIsNoChat() {
        var answer = post("/v1/completions", "{\"model\":\"echo\",\"prompt\":\"once upon a time\",\"max_tokens\":2}");
        var choice = answer.items("choices").getFirst();
        assertThat(choice.string("text")).isEqualTo("once upon");
        assertThat(choice.string("finish_reason")).isEqualTo("length");
    }

    @Test
    void textsBecomeVectors() {
        var answer = post("/v1/embeddings", "{\"model\":\"echo\",\"input\":[\"one two\",\"three\"]}");
        assertThat(answer.items("data")).hasSize(2);
        assertThat(answer.items("data").getFirst().items("embedding")).hasSize(16);
        assertThat(answer.object("usage").number("prompt_tokens").longValue()).isEqualTo(3);
        var gemini = post("/v1beta/models/echo:embedContent", "{\"content\":{\"parts\":[{\"text\":\"one two\"}]}}");
        assertThat(gemini.object("embedding").items("values")).hasSize(16);
    }

    @Test
    void documentsAreRanked() {
        var answer = post(
                "/v1/rerank",
                "{\"model\":\"echo\",\"query\":\"red fox\",\"documents\":[\"a dog\",\"a red fox\"],\"top_n\":1}");
        assertThat(answer.items("results")).hasSize(1);
        assertThat(answer.items("results").getFirst().number("index").intValue())
                .isEqualTo(1);
        assertThat(answer.items("results").getFirst().get("relevance_score").asDouble())
                .isEqualTo(1.0);
    }

    @Test
    void itsOwnWordsForWhatIsWrongReachTheCaller() {
        var tooLong = gateway.caller().chat(chat("thinker", "one two three four five six", ""));
        assertThat(tooLong.statusCode()).isEqualTo(400);
        assertThat(tooLong.body())
                .contains("the prompt has 6 tokens (allowed: 5)", "context_length_exceeded", "\"param\":\"messages\"");
        var tooHot = gateway.caller().chat(chat("echo", "one", ",\"temperature\":3"));
        assertThat(tooHot.statusCode()).isEqualTo(400);
        assertThat(tooHot.body()).contains("temperature: 3", "\"param\":\"temperature\"");
        var negative = gateway.caller().chat(chat("echo", "one", ",\"max_tokens\":-1"));
        assertThat(negative.statusCode()).isEqualTo(400);
        assertThat(negative.body()).contains("max_tokens: -1 (expected: ");
    }

    @Test
    void fieldsOfTheEngineGoToIt() {
        var reserved = gateway.caller().chat(chat("echo", "one", ",\"id_slot\":1"));
        assertThat(reserved.statusCode()).isEqualTo(400);
        assertThat(reserved.body()).contains("id_slot");
    }

    @Test
    void theWorkerLogsTheCallByTheGatewaysIdAndTrace() {
        var trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        var answer = gateway.caller().chat(chat("echo", "one", ""), "traceparent", trace);
        var id = answer.headers().firstValue("x-request-id").orElseThrow();
        io.polygate.testing.Wait.until(() -> worker.output().contains(id));
        assertThat(worker.output()).contains("0af7651916cd43dd8448eb211c80319c");
    }
}
