package io.polygate.provider.dialect;

import io.polygate.wire.EncodedRequest;
import org.jspecify.annotations.Nullable;

/// Which of a backend's APIs a call meets.
///
/// @param dialect what is spoken there; a call of the same dialect passes untouched but for the shape
/// @param path where a call goes below the address, or null when there is no such operation
/// @param shape how the messages differ from the dialect's own
public record Way(String dialect, @Nullable String path, Shape shape) {

    /// Where a translated request goes: the dialect's own path, unless the backend has its own.
    @Nullable
    String path(EncodedRequest request) {
        return shape == Shape.PLAIN ? request.path() : path;
    }
}
