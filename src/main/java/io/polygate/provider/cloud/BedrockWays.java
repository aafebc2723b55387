package io.polygate.provider.cloud;

import io.polygate.model.Operation;
import io.polygate.provider.ProviderConfig.Api;
import io.polygate.provider.UpstreamCall;
import io.polygate.provider.dialect.Shape;
import io.polygate.provider.dialect.Way;
import io.polygate.wire.bedrock.InvokeDialect;
import java.util.Locale;

/// Bedrock: Converse, which every model speaks; InvokeModel with Anthropic's own body for Claude, where the caller
/// speaks that or the configuration wants it, and for what isn't chat.
final class BedrockWays implements BearerWays {

    private static final String ANTHROPIC = "anthropic";
    private static final String BEDROCK = "bedrock";

    private final boolean invoke;
    private final ClaudeBody bodies = new ClaudeBody();
    private final Shape converse = new BedrockShape();

    BedrockWays(Api api) {
        this.invoke = api.invoke();
    }

    @Override
    public Way of(UpstreamCall call) {
        var model = "/model/" + Paths.segment(call.model(), "") + "/";
        if (call.operation() == Operation.FILES) {
            return new Way(BEDROCK, Paths.passed(call), converse);
        }
        var own = call.variant();
        if (own != null && speaks(call.dialect())) {
            return new Way(call.dialect(), model + own, converse);
        }
        boolean claude = call.model().toLowerCase(Locale.ROOT).contains("claude");
        return switch (call.operation()) {
            case CHAT, COMPLETION ->
                claude && (invoke || anthropic(call))
                        ? new Way(
                                ANTHROPIC,
                                model + (call.stream() ? "invoke-with-response-stream" : "invoke"),
                                new BedrockInvokeShape(bodies, call))
                        : new Way(BEDROCK, model + (call.stream() ? "converse-stream" : "converse"), converse);
            case EMBEDDING, RERANK -> new Way(BEDROCK, model + "invoke", new BedrockModelShape());
            case COUNT_TOKENS -> new Way(BEDROCK, model + "count-tokens", converse);
            default -> new Way(BEDROCK, null, converse);
        };
    }

    @Override
    public boolean speaks(String dialect) {
        return dialect.equals(BEDROCK) || dialect.equals(InvokeDialect.NAME);
    }

    private static boolean anthropic(UpstreamCall call) {
        return call.operation() == Operation.CHAT && call.dialect().equals(ANTHROPIC);
    }
}
