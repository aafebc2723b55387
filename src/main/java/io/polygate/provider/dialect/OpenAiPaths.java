package io.polygate.provider.dialect;

import io.polygate.model.PassedRequest;
import io.polygate.provider.UpstreamCall;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/// Where OpenAI's APIs other than chat are below the base URL; whoever speaks one of its two chat formats has them
/// there.
final class OpenAiPaths {

    private OpenAiPaths() {}

    /// Null where there is no such operation.
    static @Nullable String of(UpstreamCall call) {
        return switch (call.operation()) {
            case IMAGE -> "/images/generations";
            case IMAGE_EDIT -> "/images/edits";
            case IMAGE_VARIATION -> "/images/variations";
            case SPEECH -> "/audio/speech";
            case TRANSCRIPTION -> "/audio/transcriptions";
            case TRANSLATION -> "/audio/translations";
            case MODERATION -> "/moderations";
            case FILES -> passed(call);
            default -> null;
        };
    }

    private static @Nullable String passed(UpstreamCall call) {
        var wanted = PassedRequest.parse(call.variant());
        return wanted == null ? null : call.query().isEmpty() ? wanted.path() : wanted.path() + "?" + call.query();
    }

    static HttpMethod method(UpstreamCall call) {
        var wanted = PassedRequest.parse(call.variant());
        return wanted == null ? HttpMethod.POST : HttpMethod.valueOf(wanted.method());
    }
}
