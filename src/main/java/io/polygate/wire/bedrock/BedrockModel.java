package io.polygate.wire.bedrock;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What is known of a model by its id (`us.anthropic.claude-…`, `amazon.nova-…`, also inside an ARN).
record BedrockModel(String name) {

    static BedrockModel of(String id) {
        return new BedrockModel(id.toLowerCase(Locale.ROOT));
    }

    boolean claude() {
        return name.contains("claude");
    }

    boolean nova() {
        return name.contains("nova");
    }

    boolean novaReasons() {
        return name.contains("nova-2") || name.contains("nova-premier-v2");
    }

    boolean gptOss() {
        return name.contains("gpt-oss");
    }

    boolean caches() {
        return claude() || nova();
    }

    /// Whether a call may be forced; the others answer that with an error.
    boolean forcedTools() {
        return !has("meta.", "ai21", "titan", "deepseek");
    }

    /// The models beside Claude that take a schema for their answer.
    boolean structured() {
        return has(
                "qwen", "gemma", "minimax", "ministral", "magistral", "mistral-large-3", "kimi", "nemotron", "gpt-oss");
    }

    /// Whose seals it takes: Claude's hold at Anthropic and here.
    String sealOrigin() {
        return claude() ? "anthropic" : BedrockDialect.NAME;
    }

    /// Amazon's own tool for a kind of work.
    @Nullable
    String systemTool(io.polygate.model.Tool.Kind kind) {
        if (!nova()) {
            return null;
        }
        return switch (kind) {
            case WEB_SEARCH -> "nova_grounding";
            case CODE_EXECUTION -> "nova_code_interpreter";
            case WEB_FETCH, FILE_SEARCH, OTHER -> null;
        };
    }

    private boolean has(String... parts) {
        for (var part : parts) {
            if (name.contains(part)) {
                return true;
            }
        }
        return false;
    }
}
