package io.polygate.door.graphql;

import graphql.ErrorClassification;
import graphql.ErrorType;
import graphql.GraphQLError;
import graphql.execution.ResultPath;
import graphql.language.SourceLocation;
import io.polygate.model.GatewayError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An error of the gateway's at a place of a document.
final class Refusal implements GraphQLError {

    private final transient GatewayError error;
    private final transient List<SourceLocation> locations;
    private final transient @Nullable ResultPath path;

    Refusal(GatewayError error) {
        this(error, List.of(), null);
    }

    Refusal(GatewayError error, List<SourceLocation> locations, @Nullable ResultPath path) {
        this.error = error;
        this.locations = List.copyOf(locations);
        this.path = path;
    }

    GatewayError error() {
        return error;
    }

    @Override
    public String getMessage() {
        return error.message();
    }

    @Override
    public List<SourceLocation> getLocations() {
        return locations;
    }

    @Override
    public @Nullable List<Object> getPath() {
        return path == null ? null : path.toList();
    }

    @Override
    public ErrorClassification getErrorType() {
        return ErrorType.DataFetchingException;
    }
}
