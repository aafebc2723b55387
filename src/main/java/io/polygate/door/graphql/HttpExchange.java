package io.polygate.door.graphql;

import graphql.ExecutionResult;
import graphql.language.OperationDefinition.Operation;
import io.polygate.bus.BusClient;
import io.polygate.edge.Credentials;
import io.polygate.edge.EdgeRequest;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/// One request over HTTP, by the GraphQL over HTTP specification; nothing is said of it before its caller is known.
final class HttpExchange {

    private static final int NOT_ACCEPTABLE = 406;
    private static final int BAD_REQUEST = 400;

    private final EdgeRequest request;
    private final Setting setting;
    private final boolean get;
    private final @Nullable String key;
    private @Nullable Accepted accepted;
    private @Nullable Asking asking;
    private boolean gone;

    /// What the requests of a shard share.
    ///
    /// @param keepalive silence after which a stream gets a comment
    record Setting(
            Vertx vertx,
            BusClient bus,
            Engine engine,
            GraphQlConfig config,
            RequestReader reader,
            Origins origins,
            Duration keepalive) {}

    HttpExchange(EdgeRequest request, Setting setting) {
        this.request = request;
        this.setting = setting;
        this.get = request.http().method() != HttpMethod.POST;
        this.key = Credentials.of(request);
        this.accepted = Accepted.of(request.header(HttpHeaders.ACCEPT));
    }

    void begin() {
        request.response().closeHandler(v -> left());
        request.response().exceptionHandler(e -> left());
        if (get) {
            read(() -> setting.reader.query(request));
            return;
        }
        request.body((body, problem) -> read(() -> {
            if (problem != null || body == null) {
                throw (problem == null ? GatewayError.of(ErrorKind.BAD_REQUEST, "the body is missing") : problem)
                        .asException();
            }
            RequestReader.checkType(request);
            return setting.reader.body(body);
        }));
    }

    private interface Reading {

        GraphQlRequest read();
    }

    private void read(Reading reading) {
        GraphQlRequest read = null;
        GatewayError problem = null;
        try {
            read = reading.read();
        } catch (GatewayException e) {
            problem = e.error();
        }
        if (accepted == null) {
            problem = new GatewayError(
                    ErrorKind.BAD_REQUEST,
                    NOT_ACCEPTABLE,
                    "nothing of what is accepted can be given (expected: accept: application/graphql-response+json,"
                            + " application/json or text/event-stream)");
        }
        identify(read, problem);
    }

    private void identify(@Nullable GraphQlRequest read, @Nullable GatewayError problem) {
        var stranger = new Asking.Sender(request.id(), key, request.peer(), request.headers(), "", false);
        Asking.identify(setting.bus, stranger)
                .compose(sender -> {
                    var refused = problem == null ? setting.origins.refusal(request, key) : problem;
                    if (refused != null || read == null) {
                        refuse(refused == null ? GatewayError.of(ErrorKind.BAD_REQUEST, "no request") : refused);
                        return io.vertx.core.Future.succeededFuture();
                    }
                    return setting.engine.ready(setting.vertx).onSuccess(ready -> run(ready, read, sender));
                })
                .onFailure(cause -> refuse(Wiring.error(cause)));
    }

    private void run(Engine.Ready ready, GraphQlRequest read, Asking.Sender sender) {
        setting.engine
                .check(setting.vertx, ready, read, Engine.rules(sender, setting.config))
                .onSuccess(checked -> run(ready, checked, read, sender))
                .onFailure(cause -> finish(Engine.failed(cause)));
    }

    private void run(Engine.Ready ready, Documents.Checked checked, GraphQlRequest read, Asking.Sender sender) {
        var operation = checked.operation(read.operationName());
        if (get && operation == Operation.MUTATION) {
            request.response().putHeader(HttpHeaders.ALLOW, "POST");
            refuse(GatewayError.of(ErrorKind.METHOD_NOT_ALLOWED, "a mutation by GET is not served (expected: POST)"));
            return;
        }
        if (operation == Operation.SUBSCRIPTION && Accepted.events(request.header(HttpHeaders.ACCEPT))) {
            accepted = Accepted.EVENTS;
        }
        if (operation == Operation.SUBSCRIPTION && accepted != Accepted.EVENTS) {
            refuse(new GatewayError(
                    ErrorKind.BAD_REQUEST,
                    NOT_ACCEPTABLE,
                    "a subscription has no single answer (expected: accept: text/event-stream, or WebSocket)"));
            return;
        }
        if (gone) {
            return;
        }
        var opened = new Asking(setting.bus, sender);
        asking = opened;
        answer(setting.engine.execute(ready, checked, read, opened));
    }

    private void answer(CompletableFuture<ExecutionResult> execution) {
        execution.whenComplete((result, cause) -> {
            var outcome = cause == null ? result : Engine.failed(cause);
            if (gone) {
                return;
            }
            if (outcome.getData() instanceof Publisher<?> publisher) {
                stream(publisher);
            } else {
                finish(outcome);
            }
        });
    }

    @SuppressWarnings("unchecked")
    private void stream(Publisher<?> results) {
        var events = events();
        var answer = new StreamAnswer(events);
        var response = request.response();
        response.closeHandler(v -> {
            answer.cancel();
            events.stop();
            left();
        });
        ((Publisher<ExecutionResult>) results).subscribe(answer);
    }

    private EventStream events() {
        return new EventStream(request.response(), request.id(), setting.vertx, setting.keepalive);
    }

    /// Tells the result, in whichever form is accepted.
    private void finish(ExecutionResult result) {
        if (request.response().closed() || accepted == null) {
            return;
        }
        if (accepted == Accepted.EVENTS) {
            events().failed(result);
            return;
        }
        boolean refused = !result.isDataPresent();
        int status = refused && accepted == Accepted.RESPONSE ? BAD_REQUEST : 200;
        end(status, Answers.result(result, request.id()).toBuffer());
    }

    private void refuse(GatewayError error) {
        if (request.response().closed()) {
            return;
        }
        var seconds = error.retryAfterSeconds();
        if (seconds != null) {
            request.response().putHeader(HttpHeaders.RETRY_AFTER, seconds);
        }
        end(error.status(), Answers.refusal(error, request.id()));
    }

    private void end(int status, Buffer body) {
        var form = accepted == Accepted.RESPONSE ? Accepted.RESPONSE : Accepted.JSON;
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, form.contentType())
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader(HttpHeaders.VARY, "accept");
        if (request.http().isEnded()) {
            request.response().end(body);
        } else {
            request.endAndClose(body);
        }
    }

    private void left() {
        gone = true;
        if (asking != null) {
            asking.left();
        }
    }
}
