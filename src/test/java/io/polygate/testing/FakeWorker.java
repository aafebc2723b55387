package io.polygate.testing;

import io.polygate.proto.worker.v1.FinishReason;
import io.polygate.proto.worker.v1.Finished;
import io.polygate.proto.worker.v1.GenerateResponse;
import io.polygate.proto.worker.v1.ListModelsResponse;
import io.polygate.proto.worker.v1.Model;
import io.polygate.proto.worker.v1.TextDelta;
import io.polygate.proto.worker.v1.Usage;
import io.polygate.wire.grpc.GrpcCode;
import io.polygate.wire.grpc.GrpcFrames;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Stands in for a worker where it must do what a real one does only when it is unwell; has the model `m`.
public final class FakeWorker implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private volatile Consumer<Call> play = FakeWorker::hello;
    private volatile int slots = 4;
    private volatile int busy;

    /// A call: what was sent, and the ways to answer it.
    public record Call(HttpServerRequest request, Buffer message) {

        public String header(String name) {
            return request.getHeader(name);
        }

        public Call write(Buffer answer) {
            request.response().write(GrpcFrames.message(answer));
            return this;
        }

        public void end() {
            end(GrpcCode.OK, "");
        }

        /// @param trailers name, value, …
        public void end(GrpcCode code, String text, String... trailers) {
            var response = request.response();
            for (int i = 0; i < trailers.length; i += 2) {
                response.putTrailer(trailers[i], trailers[i + 1]);
            }
            response.putTrailer("grpc-status", Integer.toString(code.number()));
            response.putTrailer("grpc-message", text).end();
        }

        public void breakOff() {
            request.response().reset(2);
        }
    }

    public FakeWorker() {
        server = Wait.on(vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    request.response().putHeader("content-type", "application/grpc");
                    var call = new Call(request, body.slice(GrpcFrames.PREFIX, body.length()));
                    if (request.path().endsWith("/ListModels")) {
                        call.write(list()).end();
                    } else {
                        calls.add(call);
                        play.accept(call);
                    }
                }))
                .listen(0, "127.0.0.1"));
    }

    private Buffer list() {
        var model = Model.newBuilder().setName("m").setSlots(slots).setBusySlots(busy);
        return Buffer.buffer(
                ListModelsResponse.newBuilder().addModels(model).build().toByteArray());
    }

    public FakeWorker answers(Consumer<Call> how) {
        play = how;
        return this;
    }

    /// What it says of its slots when it is asked.
    public FakeWorker tells(int all, int taken) {
        slots = all;
        busy = taken;
        return this;
    }

    public static Buffer text(String text) {
        return Buffer.buffer(GenerateResponse.newBuilder()
                .setText(TextDelta.newBuilder().setText(text))
                .build()
                .toByteArray());
    }

    public static Buffer finished() {
        return Buffer.buffer(GenerateResponse.newBuilder()
                .setFinished(Finished.newBuilder()
                        .setReason(FinishReason.FINISH_REASON_STOP)
                        .setUsage(Usage.newBuilder()
                                .setPromptTokens(9)
                                .setCompletionTokens(3)
                                .setCachedTokens(4)))
                .build()
                .toByteArray());
    }

    private static void hello(Call call) {
        call.write(text("Hello")).write(finished()).end();
    }

    public String address() {
        return "grpc://127.0.0.1:" + server.actualPort();
    }

    /// The calls for text or vectors that came.
    public List<Call> calls() {
        return calls;
    }

    public Vertx vertx() {
        return vertx;
    }

    @Override
    public void close() {
        Wait.on(vertx.close());
    }
}
