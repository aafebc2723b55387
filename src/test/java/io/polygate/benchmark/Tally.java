package io.polygate.benchmark;

import java.util.Map;
import java.util.TreeMap;

/// What came of the calls that were due in one part of a run. Of the load's event loop while the load runs.
final class Tally {
    private final Samples firstByte = new Samples();
    private final Map<String, Integer> failed = new TreeMap<>();
    private final Map<String, Integer> cut = new TreeMap<>();
    private int calls;

    void begun() {
        calls++;
    }

    void answered(long firstByteNanos) {
        firstByte.add(firstByteNanos);
    }

    /// A call without a good answer.
    void failed(String why) {
        failed.merge(why, 1, Integer::sum);
    }

    /// A stream that began well and ended too early.
    void cut(String backend) {
        cut.merge(backend, 1, Integer::sum);
    }

    int calls() {
        return calls;
    }

    Map<String, Integer> failures() {
        return failed;
    }

    int failed() {
        return sum(failed);
    }

    /// The streams that were cut, by the backend that wrote them.
    Map<String, Integer> cuts() {
        return cut;
    }

    int cut() {
        return sum(cut);
    }

    private static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /// From the moment at which the call was due to the first byte of the answer's body.
    double percentileMillis(double share) {
        return firstByte.percentileMillis(share);
    }
}
