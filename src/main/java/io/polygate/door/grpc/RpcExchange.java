package io.polygate.door.grpc;

import io.polygate.edge.EdgeRequest;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.wire.grpc.FrameReader;
import io.polygate.wire.grpc.GrpcCode;
import io.polygate.wire.grpc.GrpcStatus;
import io.polygate.wire.grpc.GrpcTimeout;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One gRPC call on the wire: its messages in, its answer out, its deadline. Ends exactly once.
final class RpcExchange {

    /// What hears of the caller's messages.
    interface Listener {

        void message(Buffer message);

        /// The caller has sent its last message.
        void end();
    }

    private final EdgeRequest request;
    private final Vertx vertx;
    private final long maxMessage;
    private final RpcAnswer answer;
    private final @Nullable WebText text;
    private @Nullable Long deadline;
    private @Nullable Runnable left;
    private boolean over;

    RpcExchange(EdgeRequest request, MediaType type, Vertx vertx, long maxMessage) {
        this.request = request;
        this.vertx = vertx;
        this.maxMessage = maxMessage;
        this.answer = new RpcAnswer(request, type);
        this.text = type.framing() == MediaType.Framing.WEB_TEXT ? new WebText() : null;
        request.response().closeHandler(v -> gone());
        request.response().exceptionHandler(e -> gone());
    }

    EdgeRequest request() {
        return request;
    }

    RpcAnswer answer() {
        return answer;
    }

    boolean over() {
        return over;
    }

    /// Starts the caller's clock: when it is over the call ends, as if the caller had left.
    void watchDeadline() {
        var timeout = GrpcTimeout.parse(request.header(GrpcTimeout.HEADER));
        if (timeout == null) {
            return;
        }
        var remaining = timeout.minusNanos(System.nanoTime() - request.startedNanos());
        if (!remaining.isPositive()) {
            late();
            return;
        }
        deadline = vertx.setTimer(Math.max(1, remaining.toMillis()), id -> {
            deadline = null;
            late();
        });
    }

    private void late() {
        leave();
        end(GrpcStatus.of(GrpcCode.DEADLINE_EXCEEDED, "the call's deadline is over"));
    }

    /// Runs once when the caller leaves or its deadline is over before the call has ended.
    void onLeft(Runnable handler) {
        left = handler;
    }

    /// Hears the caller's messages as they come.
    void read(Listener listener) {
        var encoding = request.header("grpc-encoding");
        boolean gzip = "gzip".equals(encoding);
        if (encoding != null && !gzip && !encoding.equals("identity")) {
            end(GrpcStatus.of(GrpcCode.UNIMPLEMENTED, "grpc-encoding is not served (expected: gzip or identity)"));
            return;
        }
        var frames = new FrameReader(maxMessage, gzip, new FrameReader.Listener() {
            @Override
            public void message(Buffer message) {
                if (!over) {
                    listener.message(message);
                }
            }

            @Override
            public void trailers(String lines) {}
        });
        request.http().handler(chunk -> guarded(() -> frames.push(text == null ? chunk : text.decode(chunk))));
        request.http().exceptionHandler(e -> gone());
        request.http()
                .endHandler(v -> guarded(() -> {
                    if (!frames.atEnd()) {
                        throw GatewayError.of(ErrorKind.BAD_REQUEST, "the request ended inside a message")
                                .asException();
                    }
                    listener.end();
                }));
    }

    /// Hears the one message of a caller who may send no more.
    void one(Consumer<Buffer> handler) {
        read(new Listener() {
            private @Nullable Buffer only;

            @Override
            public void message(Buffer message) {
                if (only != null) {
                    throw GatewayError.of(ErrorKind.BAD_REQUEST, "several messages (expected: one)")
                            .asException();
                }
                only = message;
            }

            @Override
            public void end() {
                if (only == null) {
                    throw GatewayError.of(ErrorKind.BAD_REQUEST, "no message (expected: one)")
                            .asException();
                }
                handler.accept(only);
            }
        });
    }

    private void guarded(Runnable step) {
        if (over) {
            return;
        }
        try {
            step.run();
        } catch (GatewayException e) {
            leave();
            fail(e.error());
        }
    }

    void fail(GatewayError error) {
        end(GrpcStatus.of(error, request.id()));
    }

    void end(GrpcStatus status) {
        if (!over) {
            finish();
            answer.end(status);
        }
    }

    /// The one message of an answer, and its good end.
    void only(Buffer message) {
        if (!over) {
            finish();
            answer.only(message);
        }
    }

    private void gone() {
        if (!over) {
            leave();
            finish();
        }
    }

    private void leave() {
        var handler = left;
        left = null;
        if (handler != null) {
            handler.run();
        }
    }

    private void finish() {
        over = true;
        if (deadline != null) {
            vertx.cancelTimer(deadline);
            deadline = null;
        }
    }
}
