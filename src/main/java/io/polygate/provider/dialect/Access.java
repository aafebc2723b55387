package io.polygate.provider.dialect;

import io.polygate.provider.Account;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/// Proves who calls where that takes more than a key in a header. Safe from every thread; a future may complete on
/// another one.
@FunctionalInterface
public interface Access {

    /// Nothing but keys.
    Access KEYS = account -> null;

    /// Who a call is made as; null where nobody needs to be proven. Fails with a
    /// [io.polygate.model.GatewayException] that says what is wrong with the account.
    ///
    /// @param account null for a provider without credentials
    @Nullable
    Future<Identity> identity(@Nullable Account account);
}
