package io.polygate.routing;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import org.jspecify.annotations.Nullable;

/// Who is calling. Nothing else is said of a request before its caller is known.
final class Identify implements Stage {

    @Override
    public @Nullable GatewayError apply(Journey journey) {
        var key = journey.call.key();
        journey.principal = journey.snapshot.keys().find(key);
        if (journey.principal != null) {
            return null;
        }
        var message = key == null
                ? "no API key was given (expected: Authorization: Bearer, x-api-key or api-key)"
                : "the API key is not known here";
        return GatewayError.of(ErrorKind.INVALID_API_KEY, message);
    }
}
