package io.polygate.provider.account;

import io.polygate.model.Secret;
import java.util.Map;

/// What is sent to prove who calls, and what else is known of its account.
record Token(Secret value, Map<String, String> facts) {

    Token {
        facts = Map.copyOf(facts);
    }

    static Token of(String value) {
        return new Token(new Secret(value), Map.of());
    }
}
