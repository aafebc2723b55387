package io.polygate.routing.endpoint;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Why an endpoint cannot take a call, and a summary of that without naming anybody: callers read it.
final class Reasons {

    static final String DRAINING = "draining";
    static final String NO_WEIGHT = "weight 0";
    static final String EJECTED_BY_OPERATOR = "ejected by an operator";
    static final String OTHER_MODELS = "does not serve the model";
    static final String TRIED = "tried already";
    static final String UNHEALTHY = "failed its health check";
    static final String EJECTED = "ejected after failures in a row";
    static final String RESTING = "asked to be left alone for a while";
    static final String BREAKER = "breaker open";
    static final String SILENT = "silent while calls wait";
    static final String FULL = "full";
    static final String MODEL_FAILED = "the model has failed there";

    private Reasons() {}

    static String summary(List<Rejected> rejected) {
        var counts = new TreeMap<String, Integer>();
        rejected.forEach(one -> counts.merge(one.why(), 1, Integer::sum));
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
    }
}
