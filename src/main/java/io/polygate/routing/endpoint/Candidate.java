package io.polygate.routing.endpoint;

/// Who may get a call, as a balancer sees it. Safe from every thread; the numbers may be a moment old.
public interface Candidate {

    /// The same for as long as it lives.
    String id();

    /// A hash of the id that is well spread; asked for on every choice.
    long hash();

    /// Its share among the others, at least 1.
    int weight();

    /// Calls that it has now.
    int inFlight();

    /// How busy one more call of a model would make it: its calls, or where it says how many slots the model has, the
    /// calls of that model for each slot.
    default double busy(String model) {
        return inFlight() + 1.0;
    }

    /// How slow it was lately: a moving average in nanoseconds that jumps up at once and comes down slowly (peak EWMA
    /// of the time to the first byte); 0 where nothing is known.
    double latency();

    /// Nanoseconds that an answer of usual length would take for a prompt of that size; 0 where nothing is known.
    double expectedNanos(int promptTokens);

    /// What a call would cost; infinite where that is unknown.
    double cost(Traits traits);
}
