package io.polygate.provider.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.provider.PresetModel.Capability;
import io.polygate.provider.Prompt;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PromptScanTest {

    private static Prompt read(String body) {
        return new PromptScan().read(Buffer.buffer(body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"u\"}}]}]}",
                "{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"image_url\":\"u\"}]}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"url\"}}]}]}",
                "{\"contents\":[{\"parts\":[{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AAAA\"}}]}]}"
            })
    void seesPicturesInEveryDialect(String body) {
        var prompt = read(body);
        assertThat(prompt.needs()).containsExactly(Capability.VISION);
        assertThat(prompt.tokens()).isBetween(765, 800);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{}}}}",
                "{\"text\":{\"format\":{\"type\":\"json_schema\",\"schema\":{}}}}",
                "{\"output_format\":{\"type\":\"json_schema\",\"schema\":{}}}",
                "{\"generationConfig\":{\"responseJsonSchema\":{\"type\":\"object\"}}}"
            })
    void seesTheSchemaOfAnAnswerInEveryDialect(String body) {
        assertThat(read(body).needs()).containsExactly(Capability.JSON_SCHEMA);
    }

    @Test
    void aWordInTheTextIsNotANeed() {
        var prompt = read("{\"messages\":[{\"role\":\"user\",\"content\":"
                + "\"\\\"type\\\":\\\"image_url\\\" and \\\"tools\\\": [1]\"}],\"tools\":[ ]}");
        assertThat(prompt.needs()).isEmpty();
    }

    @Test
    void seesToolsAndCountsTheirSchemas() {
        var prompt = read("{\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"find\",\"description\":\""
                + "look it up ".repeat(40) + "\"}}]}");
        assertThat(prompt.needs()).containsExactly(Capability.TOOLS);
        assertThat(prompt.tokens()).isBetween(110, 130);
    }

    @Test
    void countsTextByItsScriptAndNotTheDataOfMedia() {
        assertThat(read("{\"messages\":[{\"content\":\"" + "word ".repeat(400) + "\"}]}")
                        .tokens())
                .isBetween(480, 520);
        assertThat(read("{\"messages\":[{\"content\":\"" + "汉字".repeat(200) + "\"}]}")
                        .tokens())
                .isBetween(290, 320);
        assertThat(
                        read("{\"messages\":[{\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,"
                                        + "QUJD".repeat(5000) + "\"}}]}]}")
                                .tokens())
                .isBetween(765, 800);
    }

    @Test
    void findsWhatTheCallerAttached() {
        var prompt = read("{\"metadata\":{\"tier\":\"gold\",\"user_id\":\"u1\",\"n\":1},\"max_tokens\":77,"
                + "\"prompt_cache_key\":\"s1\",\"messages\":[{\"role\":\"user\",\"content\":\"max_tokens\"}]}");
        assertThat(prompt.metadata()).containsEntry("tier", "gold").containsEntry("user_id", "u1");
        assertThat(prompt.output()).isEqualTo(77);
        assertThat(prompt.user()).isEqualTo("u1");
        assertThat(prompt.session()).isEqualTo("s1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"", "{\"tools\":[", "{\"a\\", "{\"a\\u", "[[[[", "}}}}", "\"\\u12"})
    void neverLeavesTheText(String broken) {
        assertThat(read(broken).output()).isZero();
    }
}
