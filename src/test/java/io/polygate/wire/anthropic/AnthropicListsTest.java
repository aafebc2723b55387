package io.polygate.wire.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polygate.wire.Target;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AnthropicListsTest {

    private static final Buffer MODELS = Buffer.buffer(
            "[{\"name\":\"a\",\"provider\":\"p\"},{\"name\":\"b\",\"provider\":\"p\"},{\"name\":\"c\",\"provider\":\"p\"}]");

    private static JsonObject list(int limit, String after, String before) {
        return new JsonObject(AnthropicModels.list(MODELS, new AnthropicModels.Page(limit, after, before)));
    }

    private static List<String> ids(JsonObject list) {
        return list.getJsonArray("data").stream()
                .map(m -> ((JsonObject) m).getString("id"))
                .toList();
    }

    @Test
    void listsModelsInPages() {
        var all = list(1000, null, null);
        assertThat(ids(all)).containsExactly("a", "b", "c");
        assertThat(all.getBoolean("has_more")).isFalse();
        assertThat(all.getString("first_id")).isEqualTo("a");
        assertThat(all.getString("last_id")).isEqualTo("c");
        assertThat(ids(list(2, null, null))).containsExactly("a", "b");
        assertThat(list(2, null, null).getBoolean("has_more")).isTrue();
        assertThat(ids(list(2, "b", null))).containsExactly("c");
        assertThat(ids(list(1, null, "c"))).containsExactly("b");
        assertThat(list(1, null, "c").getBoolean("has_more")).isTrue();
        assertThat(list(5, "c", null).getValue("first_id")).isNull();
        assertThat(AnthropicModels.one(MODELS).toString())
                .isEqualTo(
                        "{\"type\":\"model\",\"id\":\"a\",\"display_name\":\"a\",\"created_at\":\"2023-11-14T22:13:20Z\"}");
    }

    @Test
    void countsTokensOfARequestWithoutALimit() {
        var request = Wire.request(
                "{'model':'m','messages':[{'role':'user','content':'Hi'}],'thinking':{'type':'enabled','budget_tokens':2000}}");
        var encoded = AnthropicTokenCounts.encodeRequest(request, Target.of("claude-sonnet-4-5"));
        assertThat(encoded.path()).isEqualTo("/v1/messages/count_tokens");
        assertThat(encoded.body().toString())
                .isEqualTo("{\"model\":\"claude-sonnet-4-5\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
                        + "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000}}");
        assertThat(AnthropicTokenCounts.encode(12).toString()).isEqualTo("{\"input_tokens\":12}");
        assertThat(AnthropicTokenCounts.decode(AnthropicTokenCounts.encode(12))).isEqualTo(12);
        assertThatThrownBy(() -> AnthropicTokenCounts.decode(Buffer.buffer("{}")))
                .hasMessageContaining("input_tokens");
    }
}
