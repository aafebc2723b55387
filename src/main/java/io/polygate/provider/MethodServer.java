package io.polygate.provider;

/// A provider that is asked for methods rather than for models.
public interface MethodServer {

    /// What is known of a request at a provider. `name` is what logs show: the method's full name.
    record Known(Answer answer, String name) {}

    enum Answer {
        YES,
        NO,
        /// The provider has not said yet what it serves.
        PERHAPS
    }

    /// @param request a method and a path, as `POST /grpc/package.Service/Method`
    Known serves(String request);
}
