package io.polygate.provider.account;

import io.polygate.provider.dialect.Identity;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Somebody who proves it by a bearer token.
record TokenIdentity(Token token, Renewed<Token> source) implements Identity {

    @Override
    public Future<Map<String, String>> headers(Outgoing request) {
        return Future.succeededFuture(
                Map.of("authorization", "Bearer " + token.value().value()));
    }

    @Override
    public @Nullable String fact(String name) {
        return token.facts().get(name);
    }

    @Override
    public boolean renew(int status, MultiMap answer) {
        return source.refuse(token);
    }
}
