package io.polygate.provider.dialect;

import io.polygate.provider.UpstreamCall;

/// Which API of a backend each call meets, and how a plain key is sent there.
public interface Ways {

    Way of(UpstreamCall call);

    /// Whether a call is sent as it came.
    default boolean passes(UpstreamCall call, Way way) {
        return call.dialect().equals(way.dialect());
    }

    /// Whether callers of a dialect that nothing is translated from are served.
    default boolean speaks(String dialect) {
        return false;
    }

    /// The header that carries a plain key.
    String credentialHeader();

    /// What stands before the key in it.
    String credentialPrefix();

    /// Whether the backend keeps the responses of callers of the Responses API itself.
    default boolean keepsResponses() {
        return false;
    }

    /// The one API of a backend that speaks a dialect as it is.
    ///
    /// @throws IllegalArgumentException for a name that configuration should not have let through
    static Ways plain(String dialect) {
        var backend = Backend.of(dialect);
        if (backend == null) {
            throw new IllegalArgumentException("dialect: \"" + dialect + "\" is not one over plain HTTP");
        }
        return new Ways() {
            @Override
            public Way of(UpstreamCall call) {
                return new Way(backend.spoken(call), backend.at(call), backend.shape(call));
            }

            @Override
            public boolean passes(UpstreamCall call, Way way) {
                return backend.takes(call);
            }

            @Override
            public boolean speaks(String other) {
                return backend.speaks(other);
            }

            @Override
            public boolean keepsResponses() {
                return backend == Backend.RESPONSES;
            }

            @Override
            public String credentialHeader() {
                return backend.credentialHeader();
            }

            @Override
            public String credentialPrefix() {
                return backend.credentialPrefix();
            }
        };
    }
}
