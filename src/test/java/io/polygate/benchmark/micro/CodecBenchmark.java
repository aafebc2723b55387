package io.polygate.benchmark.micro;

import io.polygate.model.ChatRequest;
import io.polygate.model.StreamEvent;
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

/// Each dialect's codec by itself: a request of 4 KB read and written, a stream of 20 chunks read and written.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CodecBenchmark {

    @Param({"openai", "responses", "anthropic", "gemini"})
    public String dialect;

    private Dialect codec;
    private ChatRequest request;
    private Buffer body;
    private List<StreamEvent> events;
    private List<Buffer> chunks;

    @Setup
    public void prepare() {
        codec = Samples.dialect(dialect);
        request = Samples.request(4096);
        body = Samples.body(codec, request);
        events = Samples.events();
        chunks = Samples.stream(codec);
    }

    @Benchmark
    public Object decodeRequest() {
        return Samples.decoded(codec, body);
    }

    @Benchmark
    public Object encodeRequest() {
        return Samples.body(codec, request);
    }

    @Benchmark
    public void decodeStream(Blackhole hole) {
        var decoder = codec.streamDecoder(Samples.TARGET, hole::consume);
        chunks.forEach(decoder::push);
        decoder.finish();
    }

    @Benchmark
    public void encodeStream(Blackhole hole) {
        var encoder = codec.streamEncoder(Samples.context());
        for (var event : events) {
            encoder.encode(event);
            hole.consume(encoder.take());
        }
    }
}
