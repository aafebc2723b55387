package io.polygate.wire;

import io.polygate.model.ChatRequest;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;

/// The counting of tokens of a dialect, both ways. Stateless; fails as [Dialect] does.
///
/// @param decodeRequest reads what a caller wants counted
/// @param encodeRequest asks a backend
/// @param decodeResponse reads how many tokens a backend counted
/// @param encodeResponse tells a caller
public record TokenCountDialect(
        Function<IncomingRequest, ChatRequest> decodeRequest,
        Asking encodeRequest,
        Reading decodeResponse,
        Telling encodeResponse) {

    /// The counting of a dialect that no caller speaks.
    public static TokenCountDialect ofBackend(Asking encodeRequest, Reading decodeResponse) {
        return new TokenCountDialect(
                incoming -> {
                    throw new IllegalStateException("no caller counts in this dialect");
                },
                encodeRequest,
                decodeResponse,
                tokens -> {
                    throw new IllegalStateException("no caller counts in this dialect");
                });
    }

    /// How a backend is asked.
    @FunctionalInterface
    public interface Asking {
        EncodedRequest encode(ChatRequest request, Target target);
    }

    /// How a backend's count is read.
    @FunctionalInterface
    public interface Reading {
        long decode(Buffer body);
    }

    /// How a caller is told.
    @FunctionalInterface
    public interface Telling {
        Buffer encode(long tokens);
    }
}
