package io.polygate.provider.account;

import io.polygate.provider.dialect.Identity;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Somebody who proves it by a bearer token.
record TokenIdentity(Token token, Renewed<Token> source) implements Identity {

    private static final int UNAUTHORIZED = 401;

    @Override
    public Future<Map<String, String>> headers(Outgoing request) {
        return Future.succeededFuture(
                Map.of("authorization", "Bearer " + token.value().value()));
    }

    @Override
    public @Nullable String fact(String name) {
        return token.facts().get(name);
    }

    /// A 403 seldom means the token.
    @Override
    public boolean renew(int status, MultiMap answer) {
        return status == UNAUTHORIZED ? source.refuse(token) : source.doubt(token);
    }
}
