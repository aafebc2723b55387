package io.polygate.benchmark;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A run with every round of it, as one JSON document.
final class JsonReport {
    private JsonReport() {}

    static void write(Results results, Path file) throws IOException {
        try (var writer = Files.newBufferedWriter(file);
                var json = new JsonFactory().createGenerator(writer).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeStringField("date", results.date());
            json.writeBooleanField("failed", results.failed());
            json.writeStringField("pinning", results.pinning());
            json.writeObjectFieldStart("versions");
            for (var version : results.versions().entrySet())
                json.writeStringField(version.getKey(), version.getValue());
            json.writeEndObject();
            json.writeArrayFieldStart("rounds");
            for (var round : results.rounds()) writeRound(json, round);
            json.writeEndArray();
            json.writeObjectFieldStart("start_ms");
            for (var start : results.startMillis().entrySet()) {
                json.writeArrayFieldStart(start.getKey());
                for (double millis : start.getValue()) json.writeNumber(millis);
                json.writeEndArray();
            }
            json.writeEndObject();
            json.writeObjectFieldStart("peak_rss_mib");
            for (var peak : results.peakMib().entrySet()) json.writeNumberField(peak.getKey(), peak.getValue());
            json.writeEndObject();
            json.writeEndObject();
        }
    }

    private static void writeRound(JsonGenerator json, Round round) throws IOException {
        json.writeStartObject();
        json.writeStringField("case", round.benchmark().name());
        json.writeStringField("way", round.proxy());
        json.writeNumberField("round", round.number());
        json.writeNumberField("seconds", round.seconds());
        json.writeNumberField("calls", round.seen().calls());
        json.writeNumberField("errors", round.seen().errors());
        if (round.benchmark().sockets())
            json.writeNumberField("heartbeats", round.seen().heartbeats());
        if (round.failed()) json.writeStringField("error_kinds", round.errors());
        json.writeNumberField("calls_per_second", round.callsPerSecond());
        json.writeNumberField("cpu_us_per_call", round.cpuMicros());
        json.writeNumberField("p50_ms", round.seen().p50());
        json.writeNumberField("p99_ms", round.seen().p99());
        json.writeNumberField("first_byte_p50_ms", round.seen().firstByteP50());
        json.writeNumberField("first_byte_p99_ms", round.seen().firstByteP99());
        json.writeNumberField("rss_mib", round.rssMib());
        json.writeNumberField("proxy_cores", round.proxyBusy());
        json.writeNumberField("rig_cores", round.rigBusy());
        json.writeNumberField("others_cores", round.othersBusy());
        json.writeEndObject();
    }
}
