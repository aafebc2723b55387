package io.polygate.provider.cloud;

import io.polygate.model.Operation;
import io.polygate.provider.UpstreamCall;
import io.polygate.provider.dialect.Shape;
import io.polygate.provider.dialect.Way;
import io.polygate.provider.dialect.Ways;
import org.jspecify.annotations.Nullable;

/// Azure OpenAI: OpenAI's formats at the `v1` paths, or with a version at the paths of deployments
/// (https://learn.microsoft.com/azure/ai-foundry/openai/reference). Responses pass where the version has them.
final class AzureWays implements Ways {

    private static final String RESPONSES = "responses";
    private static final String V1 = "/openai/v1";
    /// The first version with responses.
    private static final String WITH_RESPONSES = "2025-03";

    private final @Nullable String version;
    private final Ways chat = Ways.plain("openai");
    private final Ways responses = Ways.plain(RESPONSES);

    AzureWays(@Nullable String version) {
        this.version = version;
    }

    @Override
    public Way of(UpstreamCall call) {
        boolean stored = call.operation() == Operation.STORED_RESPONSE;
        if (keepsResponses() && (stored || call.dialect().equals(RESPONSES))) {
            return at(responses.of(call), path -> "/openai" + path, call);
        }
        if (call.operation() == Operation.REALTIME && version != null) {
            return realtime(call);
        }
        var deployment = "/openai/deployments/" + Paths.segment(call.model(), "");
        return at(chat.of(call), path -> deployment + path, call);
    }

    /// Puts a path of OpenAI below the resource; `versioned` is its place where there is a version.
    private Way at(Way plain, java.util.function.UnaryOperator<String> versioned, UpstreamCall call) {
        var path = plain.path();
        if (path != null && version != null) {
            var wanted = versioned.apply(path);
            path = wanted + (wanted.indexOf('?') < 0 ? "?" : "&") + "api-version=" + Paths.segment(version, "");
        } else if (path != null) {
            path = prefix(call) + path;
        }
        return new Way(plain.dialect(), path, Shape.SAME);
    }

    /// With a version a conversation's path names no deployment, its query does.
    private Way realtime(UpstreamCall call) {
        var query = "?api-version=" + Paths.segment(String.valueOf(version), "") + "&deployment="
                + Paths.segment(call.model(), "");
        var more = call.query().isEmpty() ? "" : "&" + call.query();
        return new Way("openai", "/openai/realtime" + query + more, Shape.SAME);
    }

    /// An address may name the paths of `v1` itself, as OpenAI's own SDK takes it.
    private static String prefix(UpstreamCall call) {
        var base = call.via().url().getPath();
        return base != null && base.endsWith(V1) ? "" : V1;
    }

    @Override
    public boolean keepsResponses() {
        return version == null || version.compareTo(WITH_RESPONSES) >= 0;
    }

    @Override
    public String credentialHeader() {
        return "api-key";
    }

    @Override
    public String credentialPrefix() {
        return "";
    }
}
