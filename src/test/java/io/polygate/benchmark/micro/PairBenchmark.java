package io.polygate.benchmark.micro;

import io.polygate.wire.Dialect;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/// From one dialect to another: a prompt of 1 MB, and a stream of 20 chunks, each as it comes.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PairBenchmark {

    private static final int MEGABYTE = 1_000_000;

    /// Caller and backend.
    @Param({
        "openai-anthropic", "openai-gemini", "openai-responses", "anthropic-openai", "anthropic-gemini",
        "anthropic-responses", "gemini-openai", "gemini-anthropic", "gemini-responses", "responses-openai",
        "responses-anthropic", "responses-gemini"
    })
    public String pair;

    private Dialect caller;
    private Dialect backend;
    private Buffer prompt;
    private List<Buffer> chunks;

    @Setup
    public void prepare() {
        var names = pair.split("-");
        caller = Samples.dialect(names[0]);
        backend = Samples.dialect(names[1]);
        prompt = Samples.body(caller, Samples.request(MEGABYTE));
        chunks = Samples.stream(backend);
    }

    @Benchmark
    public Object prompt() {
        return backend.encodeRequest(Samples.decoded(caller, prompt), Samples.TARGET);
    }

    @Benchmark
    public void stream(Blackhole hole) {
        var encoder = caller.streamEncoder(Samples.context());
        var decoder = backend.streamDecoder(Samples.TARGET, encoder::encode);
        for (var chunk : chunks) {
            decoder.push(chunk);
            hole.consume(encoder.take());
        }
        decoder.finish();
        hole.consume(encoder.take());
    }
}
