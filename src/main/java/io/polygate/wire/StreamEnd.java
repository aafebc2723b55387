package io.polygate.wire;

import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.StreamEvent;
import java.util.function.Consumer;

/// The end of a decoder's stream: it comes once, well or as a failure, and what follows counts for nothing. For one
/// stream and one thread.
public final class StreamEnd {

    private final Consumer<StreamEvent> handler;
    private final Runnable abandon;
    private boolean reached;

    /// @param abandon what is done before a failure is told, as closing what is open
    public StreamEnd(Consumer<StreamEvent> handler, Runnable abandon) {
        this.handler = handler;
        this.abandon = abandon;
    }

    public StreamEnd(Consumer<StreamEvent> handler) {
        this(handler, () -> {});
    }

    public boolean reached() {
        return reached;
    }

    /// Takes a step unless the end was reached; what it throws is the stream's failure.
    public void unlessReached(Runnable step) {
        if (reached) {
            return;
        }
        try {
            step.run();
        } catch (GatewayException e) {
            fail(e.error());
        }
    }

    /// A good end, behind the last events.
    public void reach(Runnable last) {
        reached = true;
        last.run();
        handler.accept(new StreamEvent.Ended());
    }

    public void fail(GatewayError error) {
        reached = true;
        abandon.run();
        handler.accept(new StreamEvent.Failed(error));
    }
}
