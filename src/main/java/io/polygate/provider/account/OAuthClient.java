package io.polygate.provider.account;

import io.polygate.wire.json.Json;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Map;

/// How a vendor's own client keeps the tokens of a person's account in a file, and how it gets new ones.
interface OAuthClient {

    /// What the vendor is called in messages.
    String name();

    /// The member of a file, and of an answer, that is the token.
    default String tokenMember() {
        return "access_token";
    }

    /// What a file holds.
    ///
    /// @param ends when the access token runs out; [Instant#EPOCH] where nobody knows
    record Signed(Token token, Instant ends) {}

    /// Reads a file; fails with a [io.polygate.model.GatewayException] where it lacks something.
    Signed read(Json file);

    /// Asks for new tokens with those of the file.
    Future<TokenEndpoint.Answer> refresh(Json file);

    /// The members of the file that an answer changes, as JSON.
    Map<String, String> changed(TokenEndpoint.Answer answer, Instant now);
}
