package io.polygate.wire.cohere;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.wire.Encoding;
import io.polygate.wire.Target;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/// What Cohere is asked.
final class CohereRequestTest {

    private static Encoding encode(String chat) {
        return Encoding.of(new CohereDialect(), Target.of("command-a"), chat);
    }

    @Test
    void saysParametersByTheNamesThatTheVendorHas() {
        var asked = encode("""
                {"model":"m","messages":[{"role":"developer","content":"Be brief"},{"role":"user","content":"Hi"}],
                 "max_tokens":5,"temperature":0.5,"top_p":0.9,"top_k":40,"seed":7,"stop":"END","n":2,
                 "safety_mode":"STRICT","documents":[{"id":"d","data":{"text":"t"}}]}
                """);
        assertThat(asked.path()).isEqualTo("/v2/chat");
        assertThat(asked.body()).isEqualTo(new JsonObject("""
                                {"model":"command-a","messages":[{"role":"system","content":"Be brief"},
                                 {"role":"user","content":"Hi"}],"stream":false,"max_tokens":5,"temperature":0.5,
                                 "p":0.9,"k":40,"seed":7,"stop_sequences":["END"],"safety_mode":"STRICT",
                                 "documents":[{"id":"d","data":{"text":"t"}}]}
                                """));
        assertThat(asked.warnings()).containsExactly("n: not supported by cohere");
    }

    @Test
    void sendsThoughtsBeforeCallsAsTheirPlanAndElseAsContent() {
        var asked = encode("""
                {"model":"m","messages":[{"role":"user","content":"Weather?"},
                 {"role":"assistant","reasoning_content":"I will look","content":null,"tool_calls":[{"id":"c1",
                  "type":"function","function":{"name":"weather","arguments":"{}"}}]},
                 {"role":"tool","tool_call_id":"c1","content":"sunny"},
                 {"role":"assistant","reasoning_content":"fine","content":"Sunny"}]}
                """);
        var messages = asked.body().getJsonArray("messages");
        assertThat(messages.getJsonObject(1))
                .isEqualTo(new JsonObject("{\"role\":\"assistant\",\"tool_plan\":\"I will look\",\"tool_calls\":"
                        + "[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"weather\","
                        + "\"arguments\":\"{}\"}}]}"));
        assertThat(messages.getJsonObject(2))
                .isEqualTo(new JsonObject("{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"sunny\"}"));
        assertThat(messages.getJsonObject(3))
                .isEqualTo(new JsonObject("{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":"
                        + "\"fine\"},{\"type\":\"text\",\"text\":\"Sunny\"}]}"));
    }

    @Test
    void choosesToolsInTheVendorsWordsAndByWhichAreSent() {
        var chat = """
                {"model":"m","messages":[],"tools":[{"type":"function","function":{"name":"a","strict":true}},
                 {"type":"function","function":{"name":"b","strict":true}}],"tool_choice":%s}
                """;
        var required = encode(chat.formatted("\"required\"")).body();
        assertThat(required.getString("tool_choice")).isEqualTo("REQUIRED");
        assertThat(required.getBoolean("strict_tools")).isTrue();
        var named = encode(chat.formatted("{\"type\":\"function\",\"function\":{\"name\":\"b\"}}"))
                .body();
        assertThat(named.getString("tool_choice")).isEqualTo("REQUIRED");
        assertThat(named.getJsonArray("tools")).hasSize(1);
        assertThat(encode(chat.formatted("\"none\"")).body().getString("tool_choice"))
                .isEqualTo("NONE");
        assertThat(encode(chat.formatted("\"auto\"")).body().containsKey("tool_choice"))
                .isFalse();
    }

    @Test
    void asksForThinkingWithABudgetAndForJson() {
        var asked = encode("{\"model\":\"m\",\"messages\":[],\"reasoning_effort\":\"low\",\"response_format\":"
                + "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":{\"type\":\"object\"}}}}");
        assertThat(asked.body().getJsonObject("thinking"))
                .isEqualTo(new JsonObject("{\"type\":\"enabled\",\"token_budget\":2048}"));
        assertThat(asked.body().getJsonObject("response_format"))
                .isEqualTo(new JsonObject("{\"type\":\"json_object\",\"json_schema\":{\"type\":\"object\"}}"));
        var off = encode("{\"model\":\"m\",\"messages\":[],\"reasoning_effort\":\"none\"}");
        assertThat(off.body().getJsonObject("thinking")).isEqualTo(new JsonObject("{\"type\":\"disabled\"}"));
    }

    @Test
    void sendsPicturesByTheirAddress() {
        var asked = encode("""
                {"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"What?"},
                 {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"low"}}]}]}
                """);
        assertThat(asked.body()
                        .getJsonArray("messages")
                        .getJsonObject(0)
                        .getJsonArray("content")
                        .getJsonObject(1))
                .isEqualTo(new JsonObject("{\"type\":\"image_url\",\"image_url\":"
                        + "{\"url\":\"data:image/png;base64,AAAA\",\"detail\":\"low\"}}"));
    }
}
