package io.polygate.app;

import io.polygate.edge.EdgeRequest;
import io.polygate.edge.RefusalListener;
import io.polygate.model.GatewayError;
import io.polygate.model.TokenCount;
import io.polygate.telemetry.CallLog;
import io.polygate.telemetry.CallRecord;
import io.polygate.telemetry.Metrics;

/// Gives a request that the edge refused its log line and counts it, as the pipeline does for calls.
record Refusals(Metrics metrics, CallLog log) implements RefusalListener {

    @Override
    public void refused(EdgeRequest request, GatewayError error) {
        var none = CallRecord.NONE;
        var record = new CallRecord(
                request.id(),
                "edge",
                none,
                none,
                none,
                none,
                null,
                false,
                error.status(),
                error.kind(),
                null,
                TokenCount.UNKNOWN,
                System.nanoTime() - request.startedNanos(),
                0,
                0,
                0);
        metrics.record(record);
        log.log(record);
    }
}
