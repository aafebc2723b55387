package io.polygate.wire;

import io.polygate.model.ChatRequest;
import io.polygate.model.ChatResponse;
import io.vertx.core.buffer.Buffer;

/// A dialect that nothing is translated into, either: its calls pass and are only watched.
public interface PassedDialect extends BackendDialect {

    @Override
    default EncodedRequest encodeRequest(ChatRequest request, Target target) {
        throw new IllegalStateException("nothing is translated into " + name());
    }

    @Override
    default ChatResponse decodeResponse(Buffer body, Target target) {
        throw new IllegalStateException("nothing is translated from " + name());
    }
}
