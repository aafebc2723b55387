package io.polygate.door.graphql;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.execution.ExecutionId;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import io.polygate.door.Connections;
import io.polygate.door.graphql.GraphQlConfig.Introspection;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.telemetry.Health;
import io.polygate.telemetry.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Checks and executes requests for all shards of a node. The schema is made for the first one: a gateway that nobody
/// asks in GraphQL does not pay for it. Safe from every shard.
public final class Engine {

    private final Wiring wiring;
    private final int documents;
    private final PersistedQueries persisted;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Ready ready;

    record Ready(GraphQL graphQl, Documents documents) {}

    public Engine(GraphQlConfig config, Health health, Metrics metrics, Connections connections) {
        this.wiring = new Wiring(new NodeFields(health, metrics, connections));
        this.documents = config.documents();
        this.persisted = new PersistedQueries(config.persistedQueries());
    }

    /// On the caller's context.
    Future<Ready> ready(Vertx vertx) {
        var known = ready;
        return known == null ? vertx.executeBlocking(this::make, false) : Future.succeededFuture(known);
    }

    private Ready make() {
        lock.lock();
        try {
            var known = ready;
            if (known == null) {
                var schema = wiring.schema();
                known = new Ready(wiring.graphQl(schema), new Documents(schema, documents));
                known.graphQl.execute("{__typename}");
                ready = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    /// The document of a request, on the caller's context; fails with a [io.polygate.model.GatewayException] where it
    /// is not to be executed, whatever it says.
    Future<Documents.Checked> check(
            Vertx vertx,
            Ready ready,
            GraphQlRequest request,
            Function<Documents.Checked, @Nullable GatewayError> rules) {
        String text;
        try {
            text = persisted.document(request);
        } catch (GatewayException e) {
            return Future.failedFuture(e);
        }
        var known = ready.documents.known(text);
        Future<Documents.Checked> checked = known == null
                ? vertx.executeBlocking(() -> ready.documents.check(text), false)
                : Future.succeededFuture(known);
        return checked.map(document -> {
            var refusal = document.document() == null ? null : rules.apply(document);
            if (refusal != null) {
                throw refusal.asException();
            }
            if (document.document() != null) {
                persisted.keep(request);
            }
            return document;
        });
    }

    /// What a document may ask for.
    static Function<Documents.Checked, @Nullable GatewayError> rules(Asking.Sender sender, GraphQlConfig config) {
        return document -> {
            var excess = document.cost().excess(config);
            if (excess != null || !document.cost().introspects()) {
                return excess;
            }
            return introspection(config.introspection(), sender);
        };
    }

    private static @Nullable GatewayError introspection(Introspection right, Asking.Sender sender) {
        if (right == Introspection.OFF || right == Introspection.ADMINS && !sender.admin()) {
            var message = "the schema is not told " + (right == Introspection.OFF ? "here" : "to this key")
                    + " (graphql.introspection)";
            return GatewayError.of(ErrorKind.PERMISSION_DENIED, message);
        }
        return null;
    }

    /// Its result; of a subscription a publisher of results.
    CompletableFuture<ExecutionResult> execute(
            Ready ready, Documents.Checked checked, GraphQlRequest request, Asking asking) {
        if (checked.document() == null) {
            return CompletableFuture.completedFuture(ExecutionResult.newExecutionResult()
                    .errors(checked.errors())
                    .build());
        }
        var query = request.query();
        var input = ExecutionInput.newExecutionInput(query == null ? "-" : query)
                .operationName(request.operationName())
                .variables(request.variables())
                .executionId(ExecutionId.from(asking.sender().id()))
                .locale(Locale.ENGLISH)
                .graphQLContext(Map.of(Asking.class, asking, PreparsedDocumentEntry.class, checked.entry()));
        if (checked.nested()) {
            input.dataLoaderRegistry(OperatorFields.loaders(asking));
        }
        return ready.graphQl.executeAsync(input.build());
    }

    /// A failure of the execution itself.
    static ExecutionResult failed(Throwable cause) {
        return ExecutionResult.newExecutionResult()
                .addError(new Refusal(Wiring.error(cause)))
                .build();
    }
}
