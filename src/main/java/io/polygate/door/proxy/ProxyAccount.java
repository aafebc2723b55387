package io.polygate.door.proxy;

import io.polygate.edge.EdgeRequest;
import io.polygate.model.ErrorKind;
import io.polygate.model.TokenCount;
import io.polygate.model.Units;
import io.polygate.telemetry.CallRecord;
import org.jspecify.annotations.Nullable;

/// One line and one observation of a proxied request, whichever way it ends.
final class ProxyAccount {

    private static final int CLIENT_CLOSED = 499;

    private final EdgeRequest request;
    private final String caller;
    private final ProxyVerticle.Seen seen;
    private boolean done;

    ProxyAccount(EdgeRequest request, String caller, ProxyVerticle.Seen seen) {
        this.request = request;
        this.caller = caller;
        this.seen = seen;
    }

    /// The answer is whole.
    void ended() {
        int status = request.response().getStatusCode();
        account(status, status == 502 ? ErrorKind.UPSTREAM_ERROR : status == 504 ? ErrorKind.UPSTREAM_TIMEOUT : null);
    }

    /// The connection closed; before the end of the answer it was the caller who left.
    void left() {
        account(CLIENT_CLOSED, ErrorKind.CLIENT_CLOSED);
    }

    private void account(int status, @Nullable ErrorKind error) {
        if (done) {
            return;
        }
        done = true;
        var none = CallRecord.NONE;
        var record = new CallRecord(
                request.id(),
                ProxiedRoute.DOOR,
                ProxiedRoute.DOOR,
                caller.isEmpty() ? none : caller,
                none,
                none,
                null,
                false,
                status,
                error,
                null,
                TokenCount.UNKNOWN,
                Units.NONE,
                System.nanoTime() - request.startedNanos(),
                0,
                0,
                0,
                null);
        seen.metrics().record(record);
        seen.log().log(record);
    }
}
