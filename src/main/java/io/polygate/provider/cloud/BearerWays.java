package io.polygate.provider.cloud;

import io.polygate.provider.dialect.Ways;

/// A backend that takes a plain key as a bearer token.
interface BearerWays extends Ways {

    @Override
    default String credentialHeader() {
        return "authorization";
    }

    @Override
    default String credentialPrefix() {
        return "Bearer ";
    }
}
