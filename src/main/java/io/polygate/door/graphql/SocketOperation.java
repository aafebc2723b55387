package io.polygate.door.graphql;

import graphql.ExecutionResult;
import io.polygate.door.Link;
import io.polygate.model.GatewayError;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/// One operation of a connection: `next` for each result, then `complete`, or an `error`.
final class SocketOperation implements StreamAnswer.Outlet {

    private final String id;
    private final Link link;
    private final Asking asking;
    private final Runnable ended;
    private @Nullable StreamAnswer stream;
    private boolean over;

    /// @param ended runs once when it has come to its end by itself
    SocketOperation(String id, Link link, Asking asking, Runnable ended) {
        this.id = id;
        this.link = link;
        this.asking = asking;
        this.ended = ended;
    }

    void run(Vertx vertx, Engine engine, Engine.Ready ready, Ordered ordered) {
        var request = ordered.request;
        engine.check(vertx, ready, request, Engine.rules(asking.sender(), ordered.config))
                .onSuccess(checked -> {
                    if (!over) {
                        run(engine.execute(ready, checked, request, asking), checked.streamed(request));
                    }
                })
                .onFailure(cause -> refused(Wiring.error(cause)));
    }

    /// What is asked for, and within which limits.
    record Ordered(GraphQlRequest request, GraphQlConfig config) {}

    private void run(CompletableFuture<ExecutionResult> execution, boolean streamed) {
        execution.whenComplete((result, cause) -> {
            if (!over) {
                answer(cause == null ? result : Engine.failed(cause), streamed);
            }
        });
    }

    /// A subscription that comes to no stream has failed.
    @SuppressWarnings("unchecked")
    private void answer(ExecutionResult result, boolean streamed) {
        if (result.getData() instanceof Publisher<?> publisher) {
            var answer = new StreamAnswer(this);
            stream = answer;
            ((Publisher<ExecutionResult>) publisher).subscribe(answer);
        } else if (result.isDataPresent() && !streamed) {
            next(result);
            complete();
        } else {
            failed(result);
        }
    }

    void refused(GatewayError error) {
        failed(ExecutionResult.newExecutionResult().addError(new Refusal(error)).build());
    }

    @Override
    public void next(ExecutionResult result) {
        var message = message("next").name("payload");
        Answers.write(message, result, asking.sender().id());
        say(message);
    }

    @Override
    public void failed(ExecutionResult errors) {
        var message = message("error").name("payload");
        Answers.errors(message, errors.getErrors(), asking.sender().id());
        end(message);
    }

    @Override
    public void complete() {
        end(message("complete"));
    }

    private void end(JsonWriter message) {
        if (!over) {
            over = true;
            say(message);
            ended.run();
        }
    }

    @Override
    public void whenRoom(Runnable action) {
        link.whenWritable(action);
    }

    /// The client wants no more of it, or is gone: what it came to ends at once.
    void cancel() {
        over = true;
        if (stream != null) {
            stream.cancel();
        }
        asking.left();
    }

    private JsonWriter message(String type) {
        return new JsonWriter(256).object().field("id", id).field("type", type);
    }

    private void say(JsonWriter message) {
        link.send(Bytes.of(message.endObject().toBuffer()));
        link.flush();
    }
}
