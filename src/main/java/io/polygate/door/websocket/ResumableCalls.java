package io.polygate.door.websocket;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The calls of this node that outlive their connection, by key and id. Safe from every shard.
public final class ResumableCalls {

    /// Each keeps at most `websocket.send-queue` bytes.
    private static final int MAX_CALLS = 256;

    private final Map<Key, ResumableCall> calls = new ConcurrentHashMap<>();

    /// @param principal whose call it is: nobody else finds it
    record Key(String principal, String id) {}

    @Nullable
    ResumableCall find(Key key) {
        return calls.get(key);
    }

    /// Keeps a call that begins, or tells why not. One that has ended and was heard to its end makes room.
    @Nullable
    GatewayError add(Key key, ResumableCall call) {
        var known = calls.get(key);
        if (known != null && !known.heard()) {
            return GatewayError.field(
                    ErrorKind.CONFLICT, "id", "id " + key.id() + " is that of a resumable request that is still kept");
        }
        if (known == null && calls.size() >= MAX_CALLS) {
            return GatewayError.of(
                    ErrorKind.OVERLOADED, "there are " + MAX_CALLS + " resumable requests (expected: fewer)");
        }
        calls.put(key, call);
        return null;
    }

    void remove(Key key, ResumableCall call) {
        calls.remove(key, call);
    }

    int size() {
        return calls.size();
    }
}
