package io.polygate.wire.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ClaudeSchemasTest {

    @Test
    void closesEveryObject() {
        assertThat(ClaudeSchemas.closed("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":[\"object\",\"null\"],"
                        + "\"additionalProperties\":true}},\"$defs\":{\"B\":{\"type\":\"object\",\"properties\":{}}}}"))
                .isEqualTo("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":[\"object\",\"null\"],"
                        + "\"additionalProperties\":false}},\"$defs\":{\"B\":{\"type\":\"object\",\"properties\":{},"
                        + "\"additionalProperties\":false}},\"additionalProperties\":false}");
    }

    @Test
    void tellsInWordsWhatTheGrammarHasNoRoomFor() {
        assertThat(ClaudeSchemas.closed(
                        "{\"type\":\"integer\",\"description\":\"How many.\",\"minimum\":1,\"maximum\":9}"))
                .isEqualTo("{\"type\":\"integer\",\"description\":\"How many.\\n\\n{minimum: 1, maximum: 9}\"}");
        assertThat(ClaudeSchemas.closed("{\"type\":\"string\",\"pattern\":\"^a\"}"))
                .isEqualTo("{\"type\":\"string\",\"description\":\"{pattern: \\\"^a\\\"}\"}");
    }

    @Test
    void keepsWhatClaudeTakes() {
        var taken = "{\"type\":\"array\",\"items\":{\"type\":\"string\",\"format\":\"date\"},\"minItems\":1}";
        assertThat(ClaudeSchemas.closed(taken)).isEqualTo(taken);
        assertThat(ClaudeSchemas.closed("{\"oneOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}"))
                .isEqualTo("{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}");
    }
}
