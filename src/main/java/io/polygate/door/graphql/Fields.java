package io.polygate.door.graphql;

import io.polygate.model.GatewayError;
import java.util.regex.Pattern;

/// Names of fields as callers of this door write them.
final class Fields {

    private static final Pattern UNDERSCORE = Pattern.compile("_([a-z])");

    private Fields() {}

    /// An error about `max_tokens` is one about `input.maxTokens` here.
    static GatewayError inWords(GatewayError error) {
        var param = error.param();
        if (param == null || param.startsWith("input.")) {
            return error;
        }
        var named = "input."
                + UNDERSCORE.matcher(param).replaceAll(match -> match.group(1).toUpperCase(java.util.Locale.ROOT));
        var message = error.message().startsWith(param + ":") || error.message().startsWith(param + " ")
                ? named + error.message().substring(param.length())
                : error.message();
        return new GatewayError(
                error.kind(),
                error.status(),
                message,
                error.type(),
                error.code(),
                named,
                error.retryAfter(),
                error.original());
    }
}
