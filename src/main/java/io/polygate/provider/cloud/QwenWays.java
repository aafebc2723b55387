package io.polygate.provider.cloud;

import io.polygate.provider.UpstreamCall;
import io.polygate.provider.dialect.Shape;
import io.polygate.provider.dialect.Way;
import io.polygate.provider.dialect.Ways;
import java.util.Map;

/// The account of Qwen Code: OpenAI's format at the account's own address, with the headers of the vendor's client.
final class QwenWays implements BearerWays {

    private static final String CLIENT = "QwenCode/0.24.0 (linux; x64)";

    private static final Shape SHAPE = new Shape() {
        @Override
        public Map<String, String> headers() {
            return Map.of(
                    "user-agent",
                    CLIENT,
                    "x-dashscope-useragent",
                    CLIENT,
                    "x-dashscope-authtype",
                    "qwen-oauth",
                    "x-dashscope-cachecontrol",
                    "enable");
        }
    };

    private final Ways chat = Ways.plain("openai");

    @Override
    public Way of(UpstreamCall call) {
        return new Way("openai", chat.of(call).path(), SHAPE);
    }
}
