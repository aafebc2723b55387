package io.polygate.provider.account;

import io.vertx.core.Future;

/// How a vendor lets a person sign in from another device (RFC 8628): it gives a code, and tokens when the person has
/// agreed.
interface DeviceClient {

    /// What the vendor's account is called in messages.
    String name();

    /// What a vendor gave to begin with.
    ///
    /// @param page where the person agrees
    /// @param typed what the person types there, or compares
    record Code(String code, String page, String typed, long lifeSeconds, int intervalSeconds) {}

    /// Asks for a code; fails with a [io.polygate.model.GatewayException].
    Future<Code> begin();

    /// Asks for the tokens, which are refused until the person has agreed.
    Future<TokenEndpoint.Answer> ask(Code code);

    /// The account's file, from an answer with tokens; fails with a [io.polygate.model.GatewayException].
    String file(TokenEndpoint.Answer answer);
}
