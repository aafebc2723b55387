package io.polygate.wire.mistral;

import io.polygate.model.ChatRequest;
import io.polygate.model.ChatResponse;
import io.polygate.model.GatewayError;
import io.polygate.model.StreamEvent;
import io.polygate.wire.BackendDialect;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.StreamDecoder;
import io.polygate.wire.Target;
import io.polygate.wire.ToolNameRule;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.openai.ChatDialect;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/// Mistral's chat. It looks like OpenAI's, and refuses what OpenAI's clients send: so no bytes pass, and every request
/// is written anew by what the preset says of the vendor.
///
/// Source: docs.mistral.ai/api, and recorded traffic.
public final class MistralDialect implements BackendDialect {

    public static final String NAME = "mistral";

    private final ChatDialect chat = new ChatDialect();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public EncodedRequest encodeRequest(ChatRequest request, Target target) {
        return chat.encodeRequest(request, target);
    }

    @Override
    public ToolNameRule toolNames() {
        return ToolNameRule.PLAIN_64;
    }

    @Override
    public ChatResponse decodeResponse(Buffer body, Target target) {
        return chat.decodeResponse(body, target);
    }

    @Override
    public StreamDecoder streamDecoder(Target target, Consumer<StreamEvent> handler) {
        return chat.streamDecoder(target, handler);
    }

    @Override
    public GatewayError decodeError(UpstreamFailure failure) {
        return MistralErrors.decode(failure);
    }
}
