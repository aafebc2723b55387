package io.polygate.provider.dialect;

import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.TokenCount;
import io.polygate.wire.Dialect;
import io.polygate.wire.Target;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonType;
import io.polygate.wire.json.TopLevel;
import io.polygate.wire.openai.OpenAiErrors;
import io.polygate.wire.openai.OpenAiUsage;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// The few fields of a whole answer that matter to a gateway that passes it on: what it used, and whether it is an
/// error in spite of its status.
final class UsageFields {

    static final String[] NAMES = {"usage", "error", "base_resp", "usageMetadata"};

    private static final int USAGE = 0;
    private static final int ERROR = 1;
    private static final int BASE_RESP = 2;
    private static final int USAGE_METADATA = 3;
    private static final String CHAT = "openai";

    private UsageFields() {}

    /// What an answer of status 200 says went wrong, or null.
    static @Nullable GatewayError error(TopLevel json, Dialect dialect, Buffer body) {
        var type = json.type(ERROR);
        if (type == JsonType.OBJECT || type == JsonType.STRING) {
            return dialect.name().equals(CHAT) ? OpenAiErrors.decodeInside(part(json, ERROR)) : decoded(dialect, body);
        }
        return json.type(BASE_RESP) == JsonType.OBJECT ? decoded(dialect, body) : null;
    }

    private static @Nullable GatewayError decoded(Dialect dialect, Buffer body) {
        try {
            dialect.decodeResponse(body, Target.of(""));
            return null;
        } catch (GatewayException e) {
            return e.error();
        }
    }

    static TokenCount tokens(TopLevel json, Dialect dialect) {
        if (json.type(USAGE) == JsonType.OBJECT && dialect.name().equals(CHAT)) {
            return OpenAiUsage.decode(part(json, USAGE));
        }
        if (json.type(USAGE) != JsonType.OBJECT && json.type(USAGE_METADATA) != JsonType.OBJECT) {
            return TokenCount.UNKNOWN;
        }
        return decodedTokens(json, dialect);
    }

    private static TokenCount decodedTokens(TopLevel json, Dialect dialect) {
        try {
            var body = Buffer.buffer(json.to() - json.from())
                    .appendBytes(json.text(), json.from(), json.to() - json.from());
            return TokenCount.of(dialect.decodeResponse(body, Target.of("")).usage());
        } catch (GatewayException e) {
            return TokenCount.UNKNOWN;
        }
    }

    private static Json part(TopLevel json, int field) {
        return Json.parse(json.text(), json.start(field), json.end(field), Json.MAX_DEPTH);
    }
}
