package io.polygate.bus;

import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Routing's side of an answer. To be used on routing's own context.
public interface AnswerWriter {

    /// Sends the next part; the first one must have the head. After `last` nothing more may be sent.
    void part(@Nullable Head head, @Nullable Buffer bytes, boolean last);

    /// Ends the call with a failure, before or after the first part.
    void fail(GatewayError error);

    /// False when the caller's credit is used up: stop reading from the backend until `onDrain`.
    boolean writable();

    /// Called when an unwritable answer may go on.
    void onDrain(Runnable handler);

    /// Called with what the caller says while it is answered, in order; each is to be [#taken]. Most answers never are.
    default void onData(Consumer<Buffer> handler) {}

    /// `bytes` of what the caller said are with the backend: as much more may come.
    default void taken(int bytes) {}

    /// Called once when the call is ended from outside; nothing can be sent any more. The reason is `CLIENT_CLOSED`
    /// when the caller left or its node was lost, `SHUTTING_DOWN` when routing stops.
    void onCancel(Consumer<GatewayError> handler);
}
