package io.polygate.wire.bedrock;

import io.polygate.model.GatewayError;
import io.polygate.model.Header;
import io.polygate.model.StreamEvent;
import io.polygate.model.TokenCount;
import io.polygate.wire.PassedDialect;
import io.polygate.wire.StreamDecoder;
import io.polygate.wire.Target;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.json.Json;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Consumer;

/// InvokeModel as Bedrock's callers use it: bodies of the model's publisher, whoever that is.
public final class InvokeDialect implements PassedDialect {

    public static final String NAME = "bedrock-invoke";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String backends() {
        return BedrockDialect.NAME;
    }

    @Override
    public TokenCount used(List<Header> headers, Json answer) {
        return InvokedTokens.of(headers, answer);
    }

    @Override
    public StreamDecoder streamDecoder(Target target, Consumer<StreamEvent> handler) {
        return new InvokeStreamDecoder(target, handler);
    }

    @Override
    public Buffer encodeError(GatewayError error, String requestId) {
        return BedrockErrors.encode(error);
    }

    @Override
    public List<Header> errorHeaders(GatewayError error) {
        return BedrockErrors.headers(error);
    }

    @Override
    public Buffer lastWords(GatewayError error) {
        return BedrockErrors.frame(error);
    }

    @Override
    public GatewayError decodeError(UpstreamFailure failure) {
        return BedrockErrors.decode(failure);
    }
}
