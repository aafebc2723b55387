package io.polygate.wire.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.model.ReasoningRequest.Effort;
import io.polygate.wire.anthropic.Claude.Thinking;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClaudeTest {

    @ParameterizedTest
    @CsvSource({
        "claude-3-5-sonnet-20241022, NONE, true, 8192",
        "claude-3-haiku-20240307, NONE, true, 4096",
        "us.anthropic.claude-3-7-sonnet-20250219-v1:0, BUDGET, true, 64000",
        "claude-opus-4-20250514, BUDGET, true, 32000",
        "claude-opus-4-1, BUDGET, true, 32000",
        "claude-sonnet-4@20250514, BUDGET, true, 64000",
        "anthropic/claude-sonnet-4.5, BUDGET, true, 64000",
        "claude-haiku-4-5-20251001, BUDGET, true, 64000",
        "claude-opus-4-6, ADAPTIVE, true, 64000",
        "claude-opus-4-7, ADAPTIVE, false, 64000",
        "global.anthropic.claude-opus-4-8-v1:0, ADAPTIVE, false, 64000",
        "claude-mythos-preview, ADAPTIVE, false, 64000",
        "claude-sonnet-5, ADAPTIVE, false, 64000",
        "claude-haiku-5-5, ADAPTIVE, false, 64000",
        "claude-unheard-of, ADAPTIVE, false, 64000",
        "deepseek-chat, BUDGET, true, 8192",
    })
    void readsGenerationsOutOfNames(String model, Thinking thinking, boolean sampling, long maxOutput) {
        var claude = Claude.of(model);
        assertThat(claude.thinking()).isEqualTo(thinking);
        assertThat(claude.sampling()).isEqualTo(sampling);
        assertThat(claude.maxOutput()).isEqualTo(maxOutput);
    }

    @ParameterizedTest
    @CsvSource({
        "claude-opus-5, false, true",
        "claude-opus-5-5, true, false",
        "claude-sonnet-5-5, true, false",
        "claude-haiku-5-5, false, true",
        "claude-fable-5, true, true",
        "claude-fable-5-1, true, false",
        "claude-mythos-5-2, true, false",
        "claude-opus-4-8, false, true",
    })
    void knowsWhichModelsAlwaysThink(String model, boolean alwaysThinks, boolean forcedTools) {
        assertThat(Claude.of(model).alwaysThinks()).isEqualTo(alwaysThinks);
        assertThat(Claude.of(model).forcedTools()).isEqualTo(forcedTools);
    }

    @Test
    void takesTheNearestWeakerEffort() {
        assertThat(Claude.of("claude-opus-4-6").nearest(Effort.XHIGH)).isEqualTo(Effort.HIGH);
        assertThat(Claude.of("claude-opus-4-8").nearest(Effort.XHIGH)).isEqualTo(Effort.XHIGH);
        assertThat(Claude.of("claude-opus-4-5").nearest(Effort.MAX)).isEqualTo(Effort.HIGH);
        assertThat(Claude.of("claude-opus-4-8").nearest(Effort.MINIMAL)).isEqualTo(Effort.LOW);
    }
}
