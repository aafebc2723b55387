package io.polygate.routing;

import io.polygate.identity.KeyConfig.Role;
import io.polygate.identity.Principal;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Operation;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Whether the caller may steer the gateway: with a key of role admin. Where the gateway is open to everybody, who
/// has no key may do so from this machine, unless a browser or a proxy sends it: then nobody knows whose wish it is.
final class Authorize implements Stage {

    /// Which providers there are may be known to every caller.
    private static final String EVERYBODYS = "providers";
    /// The only door that passes on what its caller's headers say.
    private static final String DOOR = "admin";
    private static final List<String> ON_BEHALF =
            List.of("origin", "sec-fetch-site", "forwarded", "x-forwarded-for", "x-real-ip", "via");

    @Override
    public @Nullable GatewayError apply(Journey journey) {
        if (journey.call.operation() != Operation.ADMINISTER || EVERYBODYS.equals(journey.call.variant())) {
            return null;
        }
        var principal = Objects.requireNonNull(journey.principal, "identified before");
        if (principal.role() == Role.ADMIN) {
            return null;
        }
        if (!principal.equals(Principal.ANONYMOUS)) {
            var message = "this is for administrators (expected: a key of role admin)";
            return GatewayError.of(ErrorKind.PERMISSION_DENIED, message);
        }
        boolean behalf = ON_BEHALF.stream().anyMatch(name -> journey.call.header(name) != null);
        return journey.call.door().equals(DOOR) && isHere(journey.call.peer()) && !behalf
                ? null
                : GatewayError.of(
                        ErrorKind.INVALID_API_KEY,
                        "a key of role admin is needed here (without one only callers on the gateway's own machine)");
    }

    private static boolean isHere(String peer) {
        return peer.startsWith("127.") || peer.equals("::1") || peer.equals("0:0:0:0:0:0:0:1");
    }
}
