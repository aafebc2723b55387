package io.polygate.door.rest;

import io.polygate.bus.AnswerHandler;
import io.polygate.bus.Call;
import io.polygate.bus.OpenCall;
import io.polygate.edge.EdgeRequest;
import io.polygate.edge.ServerConfig;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.model.Operation;
import io.polygate.wire.multipart.FormScanner;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/// Takes a form with files from its caller, and opens its call as soon as the model is known; the rest goes by at the
/// backend's pace. Where the model comes behind a file that is larger than `server.multipart-head`, the form waits in a
/// file, once the caller is known.
final class FormReader {

    private static final Buffer END = Buffer.buffer();

    private final EdgeRequest request;
    private final HttpServerRequest http;
    private final Shape shape;
    private final CallReader calls;
    private final ServerConfig.Uploads limits;
    private final Opener opener;
    private final FormScanner scanner;
    private final boolean needsModel;
    private Buffer held = Buffer.buffer();
    private long total;
    private @Nullable Spool spool;
    private @Nullable Opened opened;
    private boolean over;

    /// Opens calls for a request.
    interface Opener {

        /// @param over runs once when the call has ended in whichever way
        Opened open(Call call, Runnable over);

        /// Asks who the caller is; one who is not known is answered.
        void identify(Call call, AnswerHandler known);
    }

    /// A call that was opened, and where its answer goes.
    record Opened(OpenCall call, AnswerRelay relay) {}

    FormReader(EdgeRequest request, Shape shape, CallReader calls, ServerConfig.Uploads limits, Opener opener) {
        this.request = request;
        this.http = request.http();
        this.shape = shape;
        this.calls = calls;
        this.limits = limits;
        this.opener = opener;
        this.needsModel = shape.operation() != Operation.FILES;
        this.scanner = new FormScanner(FormHead.boundary(request));
    }

    void begin() {
        var problem = FormHead.problem(request, limits);
        if (problem != null) {
            refuse(problem);
            return;
        }
        http.handler(this::chunk);
        http.exceptionHandler(e -> broken());
        http.endHandler(v -> end());
    }

    private void chunk(Buffer bytes) {
        if (over) {
            return;
        }
        total += bytes.length();
        scanner.push(bytes);
        var problem = total > limits.maxBytes() ? FormHead.tooLarge(limits) : scanner.problem();
        if (problem != null && needsModel || total > limits.maxBytes()) {
            refuse(problem);
        } else if (opened != null) {
            send(opened.call, bytes);
        } else if (spool != null) {
            request.pause();
            spool.write(bytes).onSuccess(v -> request.resume()).onFailure(this::noSpace);
        } else {
            hold(bytes);
        }
    }

    private void hold(Buffer bytes) {
        held.appendBuffer(bytes);
        if (!needsModel || scanner.model() != null) {
            var first = held;
            held = END;
            open(first);
        } else if (held.length() > limits.headBytes()) {
            request.pause();
            opener.identify(calls.identify(request), new AnswerHandler() {
                @Override
                public void part(@Nullable Head head, @Nullable Buffer body, boolean last) {
                    spoolFrom();
                }

                @Override
                public void failed(GatewayError error) {
                    done();
                }
            });
        }
    }

    private void spoolFrom() {
        Spool.open(request.vertx())
                .compose(file -> {
                    spool = file;
                    var first = held;
                    held = END;
                    return file.write(first);
                })
                .onSuccess(v -> {
                    if (over) {
                        done();
                    } else {
                        request.resume();
                    }
                })
                .onFailure(this::noSpace);
    }

    private void noSpace(Throwable cause) {
        refuse(GatewayError.of(ErrorKind.INTERNAL, "the gateway has no place to keep this form"));
    }

    private void end() {
        if (over) {
            return;
        }
        if (opened != null) {
            opened.call.send(END);
        } else if (needsModel && scanner.model() == null && (shape.otherwise() == null || !scanner.complete())) {
            refuse(FormHead.noModel(scanner.complete()));
        } else if (spool != null) {
            open(END);
            replay(spool);
        } else {
            var first = held;
            held = END;
            open(first);
            end();
        }
    }

    private void open(Buffer first) {
        var model = scanner.model() == null ? shape.otherwise() : scanner.model();
        var form = new CallReader.Form(first, needsModel ? model : null, scanner.span(), scanner.stream());
        var call = opener.open(calls.form(request, shape, form, null), this::done);
        opened = call;
        call.call.onDrain(request::resume);
    }

    private void send(OpenCall call, Buffer bytes) {
        call.send(bytes);
        if (!call.writable()) {
            request.pause();
        }
    }

    private void replay(Spool file) {
        var call = opened;
        if (call != null) {
            file.readTo(call.call, () -> call.call.send(END), this::noSpace);
        }
    }

    /// Before the call is open it is opened to be refused, so that the caller is known first and it is accounted for.
    private void refuse(@Nullable GatewayError problem) {
        if (over || problem == null) {
            return;
        }
        var call = opened;
        done();
        if (call == null) {
            opener.open(calls.form(request, shape, CallReader.Form.NONE, problem), () -> {});
        } else {
            call.call.cancel();
            call.relay.failed(problem);
        }
    }

    /// The caller left; an open call hears of that through its answer.
    private void broken() {
        done();
    }

    /// What still comes of the form is thrown away.
    private void done() {
        over = true;
        held = END;
        if (spool != null) {
            spool.close();
        }
        request.resume();
    }
}
