package io.polygate.routing.endpoint;

import java.util.concurrent.atomic.AtomicInteger;

/// The slots of one model at an endpoint that says how many it has, and our calls in them. Safe from every thread.
final class ModelRoom {

    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile ModelSlots said;
    private volatile int elsewhere;

    ModelRoom(ModelSlots said) {
        this.said = said;
        this.elsewhere = said.taken();
    }

    ModelRoom told(ModelSlots now) {
        said = now;
        elsewhere = Math.max(0, now.taken() - inFlight.get());
        return this;
    }

    boolean works() {
        return said.works();
    }

    /// Calls for each slot, those of others and one more among them.
    double busy() {
        return (inFlight.get() + elsewhere + 1.0) / Math.max(1, said.slots());
    }

    boolean full() {
        int slots = said.slots();
        return slots > 0 && inFlight.get() >= slots;
    }

    /// Whether there was a slot for a call, which must [#leave].
    boolean enter() {
        int slots = said.slots();
        if (inFlight.incrementAndGet() > slots && slots > 0) {
            inFlight.decrementAndGet();
            return false;
        }
        return true;
    }

    void leave() {
        inFlight.decrementAndGet();
    }
}
