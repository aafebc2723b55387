package io.polygate.provider.dialect;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.provider.http.AnswerReader;
import io.polygate.provider.http.HeaderRules;
import io.polygate.wire.UpstreamFailure;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.HashMap;
import java.util.Locale;
import java.util.function.Function;

/// An answer with another status than success: the vendor's words, in a bounded body.
///
/// A status that is no error (a redirect, a change of protocol) means nothing to the caller: it is 502 there.
final class FailedAnswer implements AnswerReader {

    private static final int MAX_BODY = 1024 * 1024;
    private static final int UNAUTHORIZED = 401;
    private static final int PROXY_AUTHENTICATION = 407;

    private final int status;
    private final MultiMap headers;
    private final Function<UpstreamFailure, GatewayError> errors;
    private final AttemptHandler handler;
    private final Buffer body = Buffer.buffer();

    static boolean failed(HttpClientResponse response) {
        return response.statusCode() < 200 || response.statusCode() >= 300;
    }

    FailedAnswer(HttpClientResponse response, Function<UpstreamFailure, GatewayError> errors, AttemptHandler handler) {
        this.status = response.statusCode();
        this.headers = response.headers();
        this.errors = errors;
        this.handler = handler;
    }

    @Override
    public void head(HttpClientResponse head) {}

    @Override
    public void bytes(Buffer bytes, boolean last) {
        if (body.length() + bytes.length() <= MAX_BODY) {
            body.appendBuffer(bytes);
        }
        if (last) {
            handler.failed(error(status, headers, body, errors), Outcome.NOTHING);
        }
    }

    /// A caller never sees a 401 that is not about its own key.
    static GatewayError error(
            int status, MultiMap headers, Buffer body, Function<UpstreamFailure, GatewayError> errors) {
        if (status == UNAUTHORIZED || status == PROXY_AUTHENTICATION) {
            return GatewayError.of(ErrorKind.UPSTREAM_AUTH, "the backend refused the gateway's credential for it");
        }
        if (status < 400 || status >= 600) {
            return GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend answered with status " + status);
        }
        var names = new HashMap<String, String>();
        headers.forEach((name, value) -> names.put(name.toLowerCase(Locale.ROOT), value));
        var error = errors.apply(new UpstreamFailure(status, names, body));
        var original = error.original();
        return original == null
                ? error
                : error.withOriginal(
                        new GatewayError.Original(original.dialect(), original.body(), HeaderRules.toCaller(headers)));
    }

    @Override
    public void failed(GatewayError error) {
        handler.failed(error, Outcome.NOTHING);
    }
}
