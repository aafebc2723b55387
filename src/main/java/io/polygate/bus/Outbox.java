package io.polygate.bus;

import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// How the parts of one answer leave for the door.
sealed interface Outbox permits DirectOutbox, BatchingOutbox {

    void part(@Nullable Head head, @Nullable Buffer bytes, boolean last);

    void failed(GatewayError error);

    /// `bytes` of what the door sent have been taken.
    void credit(int bytes);
}
