package io.polygate.provider;

import io.polygate.model.BodyOutline;
import io.polygate.model.Header;
import io.polygate.model.Operation;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/// One call for one target.
///
/// @param id the request id, sent upstream
/// @param dialect the format of `body` and of the answer that the caller wants
/// @param model the model's name at the backend
/// @param body the request as it came
/// @param headers the caller's headers; only what the dialect allows goes upstream
public record UpstreamCall(
        String id,
        Operation operation,
        String dialect,
        String model,
        boolean stream,
        Buffer body,
        BodyOutline outline,
        List<Header> headers) {}
