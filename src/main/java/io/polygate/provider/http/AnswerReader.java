package io.polygate.provider.http;

import io.polygate.model.GatewayError;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/// Understands one answer of a backend as its bytes come in.
public interface AnswerReader {

    /// The head came.
    void head(HttpClientResponse response);

    /// The next bytes, all that came in one turn of the event loop; may be empty when `last`.
    void bytes(Buffer bytes, boolean last);

    /// The answer will not end well: unreachable, reset, cut short, or one of the timers.
    void failed(GatewayError error);
}
