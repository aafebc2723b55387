package io.polygate.benchmark.micro;

import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonScanner;
import io.polygate.wire.sse.SseParser;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/// What every call pays: the scan of the body for the few fields that routing reads, the cutting of a stream into
/// events; and the whole parse that only a translated call pays.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class BytesBenchmark {

    private static final int MAX_EVENT = 1 << 20;

    private final JsonScanner scanner = new JsonScanner(Json.MAX_DEPTH, "model", "stream", "stream_options");
    private Buffer small;
    private Buffer large;
    private List<Buffer> chunks;

    @Setup
    public void prepare() {
        var dialect = Samples.dialect("openai");
        small = Samples.body(dialect, Samples.request(1_000));
        large = Samples.body(dialect, Samples.request(1_000_000));
        chunks = Samples.stream(dialect);
    }

    @Benchmark
    public Object scan1Kb() {
        return scanner.scan(small);
    }

    @Benchmark
    public Object scan1Mb() {
        return scanner.scan(large);
    }

    @Benchmark
    public Object parse1Mb() {
        return Json.parse(large);
    }

    @Benchmark
    public void events20(Blackhole hole) {
        var parser = new SseParser(MAX_EVENT, hole::consume);
        chunks.forEach(parser::push);
        parser.finish();
    }
}
