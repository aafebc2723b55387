package io.polygate.routing;

import io.polygate.identity.Principal;
import io.polygate.model.Head;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// Tells a door who its caller is: `{"name", "role"}`. A caller who is known leaves no line in the log, since nothing
/// was asked yet; one who is not known is refused like everywhere.
final class Introduction {

    private static final Head OK = new Head(200, List.of());

    private Introduction() {}

    static void answer(Journey journey) {
        Principal principal = Objects.requireNonNull(journey.principal, "identified before");
        var body = new JsonObject()
                .put("name", principal.name())
                .put("role", principal.role().name().toLowerCase(Locale.ROOT));
        journey.answer.part(OK, body.toBuffer(), true);
    }
}
