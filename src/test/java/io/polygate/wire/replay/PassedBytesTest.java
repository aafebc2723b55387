package io.polygate.wire.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.polygate.model.BodyOutline;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.model.Operation;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Balance;
import io.polygate.provider.Outcome;
import io.polygate.provider.ProviderConfig;
import io.polygate.provider.ProviderConfig.Limits;
import io.polygate.provider.ProviderConfig.Timeouts;
import io.polygate.provider.Thoughts;
import io.polygate.provider.UpstreamCall;
import io.polygate.provider.Via;
import io.polygate.provider.dialect.DialectProvider;
import io.polygate.provider.dialect.Vendor;
import io.polygate.provider.http.Deadlines;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.Script;
import io.polygate.testing.Wait;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// A recorded answer whose caller speaks the backend's own dialect passes byte for byte, and its usage is still seen.
final class PassedBytesTest {

    private static final Counter COUNTER = new Counter("own dialect, byte for byte");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static Vertx vertx;
    private static FakeProvider backend;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        backend = new FakeProvider();
    }

    @AfterAll
    static void report() {
        COUNTER.print();
        Wait.on(vertx.close());
        backend.close();
    }

    @TestFactory
    Stream<DynamicTest> recordedAnswersPassByteForByte() {
        return Dialects.BACKENDS.stream().flatMap(joined -> Recordings.of(joined.apis()).stream()
                .filter(recording -> recording.status() < 400 && joined.reader().error(recording) == null)
                .map(recording -> dynamicTest(recording.toString(), () -> {
                    COUNTER.begin(recording.provider());
                    check(joined, recording);
                    COUNTER.passed(recording.provider());
                })));
    }

    private static void check(Joined joined, Recording recording) {
        var lines = recording.file().endsWith(".ndjson");
        var type = lines ? "application/x-ndjson" : "text/event-stream;charset=UTF-8";
        backend.answers(Script.body(
                recording.file().endsWith(".json") ? "application/json" : type, Buffer.buffer(recording.body())));
        var passed = Wait.on(pass(joined));
        assertThat(passed.bytes().getBytes()).isEqualTo(recording.body());
        var used = joined.reader().read(recording).usage();
        if (passed.outcome().tokens().known()) {
            assertThat(passed.outcome().tokens().totalInput()).isEqualTo(used.input());
            assertThat(passed.outcome().tokens().totalOutput()).isEqualTo(used.output());
        } else {
            assertThat(recording.file()).endsWith(".json");
        }
    }

    private record Passed(Buffer bytes, Outcome outcome) {}

    private static Future<Passed> pass(Joined joined) {
        Promise<Passed> promise = Promise.promise();
        vertx.getOrCreateContext().runOnContext(v -> {
            var body = Buffer.buffer("{\"model\":\"m\"}");
            var call = new UpstreamCall(
                    "id",
                    "owner",
                    Operation.CHAT,
                    joined.dialect().name(),
                    "m",
                    true,
                    body,
                    BodyOutline.NONE,
                    null,
                    "",
                    List.of(),
                    new Via(URI.create(backend.baseUrl()), null, null));
            provider(joined).open(call, new Collector(promise));
        });
        return promise.future();
    }

    private static DialectProvider provider(Joined joined) {
        var config = new ProviderConfig(
                "fake",
                null,
                joined.dialect().name(),
                URI.create(backend.baseUrl()),
                Map.of(),
                List.of(),
                new Timeouts(MINUTE, MINUTE, MINUTE, MINUTE),
                new Limits(10, 10, MINUTE, 1 << 24, 1),
                Balance.ROUND_ROBIN,
                null);
        var dialects = new io.polygate.wire.Dialects(
                Map.of(joined.dialect().name(), joined.dialect()), Map.of(), Map.of(), Map.of(), Map.of(), Map.of());
        var shared = new DialectProvider.Shared(
                dialects, Thoughts.NONE, (request, model) -> Future.failedFuture("not counted"), new Deadlines(vertx));
        return new DialectProvider(vertx, config, Vendor.UNKNOWN, shared);
    }

    private record Collector(Promise<Passed> promise, Buffer bytes) implements AttemptHandler {

        Collector(Promise<Passed> promise) {
            this(promise, Buffer.buffer());
        }

        @Override
        public void part(@Nullable Head head, @Nullable Buffer part, @Nullable Outcome last) {
            if (part != null) {
                bytes.appendBuffer(part);
            }
            if (last != null) {
                promise.complete(new Passed(bytes, last));
            }
        }

        @Override
        public void failed(GatewayError error, Outcome used) {
            promise.fail(error.asException());
        }
    }
}
