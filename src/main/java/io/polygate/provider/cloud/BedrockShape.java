package io.polygate.provider.cloud;

import io.polygate.model.GatewayError;
import io.polygate.provider.dialect.Shape;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.bedrock.BedrockErrors;
import java.util.Map;

/// Converse as it is: nothing of other vendors' headers, AWS's errors.
final class BedrockShape implements Shape {

    @Override
    public Map<String, String> headers() {
        return Map.of("anthropic-version", "", "anthropic-beta", "");
    }

    @Override
    public GatewayError error(UpstreamFailure failure) {
        return BedrockErrors.decode(failure);
    }
}
