package io.polygate.routing.endpoint;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Says why nobody could take a call without naming anybody: callers read it.
final class Reasons {

    private Reasons() {}

    static String summary(List<Rejected> rejected) {
        var counts = new TreeMap<String, Integer>();
        rejected.forEach(one -> counts.merge(one.why(), 1, Integer::sum));
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
    }
}
