package io.polygate.bus;

import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// What travels over the bus for a call. `stream` numbers the call; it is unique in the cluster.
sealed interface Frame {

    long stream();

    /// Door to routing: begin. `from` is where the answer goes, `credit` how many bytes of it may be under way.
    record Open(long stream, String from, boolean remote, int credit, Call call) implements Frame {}

    /// Routing to door, across nodes only: `from` is where credits and a cancel go.
    record Accepted(long stream, String from) implements Frame {}

    /// Routing to door: the next part of the answer; the first has the head. An unstreamed answer is one part.
    record Part(long stream, @Nullable Head head, @Nullable Buffer bytes, boolean last) implements Frame {}

    /// Routing to door: the call failed. Nothing follows.
    record Failed(long stream, GatewayError error) implements Frame {}

    /// Door to routing: what the caller says while it is answered.
    record Data(long stream, Buffer bytes) implements Frame {}

    /// The other way than what it is about: `bytes` of the answer, or of what the caller says, have been taken.
    record Credit(long stream, int bytes) implements Frame {}

    /// Door to routing: the caller left.
    record Cancel(long stream) implements Frame {}

    /// Between nodes that share calls, both ways: still here. `from` is the sender's address.
    record Alive(String from) implements Frame {
        @Override
        public long stream() {
            return 0;
        }
    }
}
