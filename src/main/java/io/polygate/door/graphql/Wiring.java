package io.polygate.door.graphql;

import graphql.GraphQL;
import graphql.TypeResolutionEnvironment;
import graphql.execution.AsyncExecutionStrategy;
import graphql.execution.AsyncSerialExecutionStrategy;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.DataFetcherExceptionHandlerParameters;
import graphql.execution.DataFetcherExceptionHandlerResult;
import graphql.execution.SubscriptionExecutionStrategy;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The schema, and what stands behind each of its fields.
final class Wiring implements DataFetcherExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);
    private static final String SCHEMA = "/graphql/schema.graphqls";

    private final NodeFields node;

    Wiring(NodeFields node) {
        this.node = node;
    }

    /// Reads files and takes its time: not for an event loop.
    GraphQLSchema schema() {
        var wiring = RuntimeWiring.newRuntimeWiring()
                .scalar(Scalars.JSON)
                .scalar(Scalars.LONG)
                .scalar(Scalars.DATE_TIME)
                .type("Query", type -> type.dataFetcher("models", ModelFields::models)
                        .dataFetcher("model", ModelFields::model)
                        .dataFetcher("providers", OperatorFields::providers)
                        .dataFetcher("endpoints", OperatorFields::endpoints)
                        .dataFetcher("calls", node::calls)
                        .dataFetcher("rules", RuleFields::list)
                        .dataFetcher("connections", node::connections)
                        .dataFetcher("health", node::health))
                .type("Provider", type -> type.dataFetcher("models", OperatorFields::modelsOf)
                        .dataFetcher("endpoints", OperatorFields::endpointsOf))
                .type("Mutation", type -> type.dataFetcher("chat", ModelFields::chat)
                        .dataFetcher("embeddings", ModelFields::embeddings)
                        .dataFetcher("grpc", MethodField::call)
                        .dataFetcher("drainEndpoint", field -> OperatorFields.steer(field, "drain"))
                        .dataFetcher("ejectEndpoint", field -> OperatorFields.steer(field, "eject"))
                        .dataFetcher("weighEndpoint", field -> OperatorFields.steer(field, "weigh"))
                        .dataFetcher("restoreEndpoint", field -> OperatorFields.steer(field, "restore"))
                        .dataFetcher("putRule", RuleFields::put)
                        .dataFetcher("removeRule", RuleFields::remove)
                        .dataFetcher("restoreRule", RuleFields::restore)
                        .dataFetcher("closeConnection", node::closeConnection))
                .type("Subscription", type -> type.dataFetcher("chatStream", ModelFields::chatStream)
                        .dataFetcher("calls", node::liveCalls)
                        .dataFetcher("metrics", node::liveMetrics))
                .type("ChatEvent", type -> type.typeResolver(Wiring::event))
                .build();
        return new SchemaGenerator().makeExecutableSchema(new SchemaParser().parse(text()), wiring);
    }

    private static String text() {
        try (var in = Wiring.class.getResourceAsStream(SCHEMA)) {
            if (in == null) {
                throw new IllegalStateException("the GraphQL schema is not in the package");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GraphQLObjectType event(TypeResolutionEnvironment event) {
        Map<String, Object> value = event.getObject();
        return Objects.requireNonNull(
                event.getSchema().getObjectType(String.valueOf(value.get(ChatAnswers.TYPE))), "a member of the union");
    }

    /// Documents come read and checked, with each request.
    GraphQL graphQl(GraphQLSchema schema) {
        return GraphQL.newGraphQL(schema)
                .queryExecutionStrategy(new AsyncExecutionStrategy(this))
                .mutationExecutionStrategy(new AsyncSerialExecutionStrategy(this))
                .subscriptionExecutionStrategy(new SubscriptionExecutionStrategy(this))
                .preparsedDocumentProvider((input, compute) -> {
                    PreparsedDocumentEntry checked = input.getGraphQLContext().get(PreparsedDocumentEntry.class);
                    return CompletableFuture.completedFuture(checked == null ? compute.apply(input) : checked);
                })
                .build();
    }

    @Override
    public CompletableFuture<DataFetcherExceptionHandlerResult> handleException(
            DataFetcherExceptionHandlerParameters failed) {
        var location = failed.getSourceLocation();
        var locations = location == null ? List.<graphql.language.SourceLocation>of() : List.of(location);
        var refusal = new Refusal(error(failed.getException()), locations, failed.getPath());
        return CompletableFuture.completedFuture(
                DataFetcherExceptionHandlerResult.newResult(refusal).build());
    }

    /// What a failure says to the caller; one that nobody expected goes to the log.
    static GatewayError error(Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof GatewayException known) {
            return known.error();
        }
        LOG.error("a field failed", cause);
        return GatewayError.of(ErrorKind.INTERNAL, "the gateway failed on this field");
    }
}
