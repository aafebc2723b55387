package io.polygate.provider.cloud;

import io.polygate.provider.UpstreamCall;
import io.polygate.provider.dialect.Shape;
import io.polygate.provider.dialect.Way;

/// Code Assist, the backend of the Gemini CLI: Gemini's messages inside an envelope.
final class GeminiCliWays implements BearerWays {

    private static final String PATH = "/v1internal:";

    @Override
    public Way of(UpstreamCall call) {
        return switch (call.operation()) {
            case CHAT, COMPLETION ->
                new Way(
                        "gemini",
                        PATH + (call.stream() ? "streamGenerateContent?alt=sse" : "generateContent"),
                        new CodeAssistShape(call, false));
            case COUNT_TOKENS -> new Way("gemini", PATH + "countTokens", new CodeAssistShape(call, true));
            default -> new Way("gemini", null, Shape.SAME);
        };
    }
}
