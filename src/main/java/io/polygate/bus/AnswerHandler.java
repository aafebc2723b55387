package io.polygate.bus;

import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// A door's side of an answer. All methods are called on the door's own context, in order; after a last part or a
/// failure nothing follows.
public interface AnswerHandler {

    /// The next part. `head` comes with the first one only.
    void part(@Nullable Head head, @Nullable Buffer bytes, boolean last);

    /// The call failed, before or after the first part.
    void failed(GatewayError error);
}
