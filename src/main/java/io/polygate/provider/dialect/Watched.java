package io.polygate.provider.dialect;

import io.polygate.model.GatewayError;
import io.polygate.model.StreamEvent;
import io.polygate.model.TokenCount;
import io.polygate.provider.Outcome;
import org.jspecify.annotations.Nullable;

/// What the gateway itself wants to know of a stream that goes by.
final class Watched {

    private TokenCount tokens = TokenCount.UNKNOWN;
    private @Nullable String finish;
    private @Nullable GatewayError error;
    private long firstByteNanos;
    private boolean content;

    void see(StreamEvent event) {
        if (firstByteNanos == 0) {
            firstByteNanos = System.nanoTime();
        }
        switch (event) {
            case StreamEvent.UsageReported reported -> tokens = TokenCount.of(reported.usage());
            case StreamEvent.Finished finished -> finish = finished.reason().raw();
            case StreamEvent.Failed failed -> error = failed.error();
            case StreamEvent.Ping _ -> {}
            case StreamEvent.Started _,
                    StreamEvent.PartStarted _,
                    StreamEvent.TextDelta _,
                    StreamEvent.RefusalDelta _,
                    StreamEvent.ReasoningDelta _,
                    StreamEvent.ArgumentsDelta _,
                    StreamEvent.AudioDelta _,
                    StreamEvent.CitationAdded _,
                    StreamEvent.LogprobsAdded _,
                    StreamEvent.PartEnded _,
                    StreamEvent.Ended _ -> content = true;
        }
    }

    /// Whether something came that is worth committing to.
    boolean begun() {
        return content || finish != null;
    }

    @Nullable
    GatewayError error() {
        return error;
    }

    Outcome outcome() {
        return new Outcome(tokens, finish, firstByteNanos, error != null);
    }
}
