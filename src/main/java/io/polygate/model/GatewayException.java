package io.polygate.model;

/// Carries a [GatewayError] through a failed future. Has no stack trace: it is an expected outcome, not a bug.
public final class GatewayException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient GatewayError error;

    public GatewayException(GatewayError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    public GatewayError error() {
        return error;
    }
}
