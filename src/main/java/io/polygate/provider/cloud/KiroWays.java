package io.polygate.provider.cloud;

import io.polygate.provider.UpstreamCall;
import io.polygate.provider.dialect.Way;

/// Kiro: Claude through Amazon Q, one path for everything, always answered in frames.
final class KiroWays implements BearerWays {

    private static final String KIRO = "kiro";

    @Override
    public Way of(UpstreamCall call) {
        var path =
                switch (call.operation()) {
                    case CHAT, COMPLETION -> "/generateAssistantResponse";
                    default -> null;
                };
        var credential = call.via().credential();
        boolean key = credential != null && credential.account() == null;
        return new Way(KIRO, path, new KiroShape(key));
    }
}
