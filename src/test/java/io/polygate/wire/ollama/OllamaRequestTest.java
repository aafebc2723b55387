package io.polygate.wire.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.wire.Encoding;
import io.polygate.wire.Target;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/// What Ollama is asked.
final class OllamaRequestTest {

    private static Encoding encode(String model, String chat) {
        return Encoding.of(new OllamaDialect(), Target.of(model), chat);
    }

    @Test
    void asksForAChatWithItsOptionsAndSaysThatItIsNotStreamed() {
        var asked = encode("llama3", """
                {"model":"m","messages":[{"role":"developer","content":"Be brief"},{"role":"user","content":"Hi"}],
                 "max_tokens":5,"temperature":0.5,"top_p":0.9,"top_k":40,"seed":7,"stop":"END","keep_alive":"5m"}
                """);
        assertThat(asked.path()).isEqualTo("/api/chat");
        assertThat(asked.body()).isEqualTo(new JsonObject("""
                                {"model":"llama3","messages":[{"role":"system","content":"Be brief"},
                                 {"role":"user","content":"Hi"}],"stream":false,
                                 "options":{"num_predict":5,"temperature":0.5,"top_p":0.9,"top_k":40,"seed":7,
                                 "stop":["END"]},"keep_alive":"5m"}
                                """));
        assertThat(asked.warnings()).isEmpty();
    }

    @Test
    void sendsImagesAsBareBase64BesideTheText() {
        var asked = encode("llava", """
                {"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"What?"},
                 {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},
                 {"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}]}
                """);
        assertThat(asked.body().getJsonArray("messages").getJsonObject(0))
                .isEqualTo(new JsonObject("{\"role\":\"user\",\"content\":\"What?\",\"images\":[\"AAAA\"]}"));
        assertThat(asked.warnings()).containsExactly("content.image: not supported by ollama");
    }

    @Test
    void sendsArgumentsAsObjectsAndResultsWithTheirTool() {
        var asked = encode("qwen3", """
                {"model":"m","stream":true,"messages":[{"role":"user","content":"Weather?"},
                 {"role":"assistant","reasoning_content":"hm","content":null,"tool_calls":[{"id":"c1","type":"function",
                  "function":{"name":"weather","arguments":"{\\"city\\":\\"Paris\\"}"}}]},
                 {"role":"tool","tool_call_id":"c1","name":"weather","content":"sunny"}],
                 "tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object"}}}],
                 "tool_choice":"required"}
                """);
        var messages = asked.body().getJsonArray("messages");
        assertThat(messages.getJsonObject(1))
                .isEqualTo(new JsonObject("{\"role\":\"assistant\",\"content\":\"\",\"thinking\":\"hm\",\"tool_calls\":"
                        + "[{\"id\":\"c1\",\"function\":{\"name\":\"weather\",\"arguments\":{\"city\":\"Paris\"}}}]}"));
        assertThat(messages.getJsonObject(2))
                .isEqualTo(new JsonObject("{\"role\":\"tool\",\"content\":\"sunny\",\"tool_name\":\"weather\","
                        + "\"tool_call_id\":\"c1\"}"));
        assertThat(asked.body().getBoolean("stream")).isTrue();
        assertThat(asked.warnings()).containsExactly("tool_choice: not supported by ollama");
    }

    @Test
    void sendsNoToolsWhereNoneMayBeCalled() {
        var asked = encode("qwen3", """
                {"model":"m","messages":[],"tool_choice":"none",
                 "tools":[{"type":"function","function":{"name":"weather"}}]}
                """);
        assertThat(asked.body().containsKey("tools")).isFalse();
        assertThat(asked.warnings()).isEmpty();
    }

    @Test
    void saysHowMuchToThinkInWordsOnlyWhereTheModelTakesThem() {
        var chat = "{\"model\":\"m\",\"messages\":[],\"reasoning_effort\":\"high\"}";
        assertThat(encode("gpt-oss:20b", chat).body().getValue("think")).isEqualTo("high");
        assertThat(encode("qwen3", chat).body().getValue("think")).isEqualTo(true);
        assertThat(encode("qwen3", chat.replace("high", "none")).body().getValue("think"))
                .isEqualTo(false);
    }

    @Test
    void asksForJsonByWordOrBySchema() {
        var object = "{\"model\":\"m\",\"messages\":[],\"response_format\":{\"type\":\"json_object\"}}";
        assertThat(encode("m", object).body().getValue("format")).isEqualTo("json");
        var schema = "{\"model\":\"m\",\"messages\":[],\"response_format\":{\"type\":\"json_schema\",\"json_schema\":"
                + "{\"name\":\"n\",\"schema\":{\"type\":\"object\"}}}}";
        assertThat(encode("m", schema).body().getJsonObject("format"))
                .isEqualTo(new JsonObject("{\"type\":\"object\"}"));
    }
}
