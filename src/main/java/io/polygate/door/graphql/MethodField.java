package io.polygate.door.graphql;

import graphql.schema.DataFetchingEnvironment;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.Operation;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.polygate.MethodJson;
import io.polygate.wire.polygate.OwnMethod;
import io.polygate.wire.polygate.PolygateFront;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Methods of gRPC backends and our own, which take and give proto3 JSON.
final class MethodField {

    private static final String DIALECT = "grpc";
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");

    private MethodField() {}

    static CompletionStage<@Nullable Object> call(DataFetchingEnvironment field) {
        var path = name(field, "service") + "/" + name(field, "method");
        Object request = field.getArgument("request");
        var body = Buffer.buffer(request == null ? "{}" : JsonValues.text(request));
        var own = OwnMethod.of("/" + path);
        if (own != null) {
            return own(field, own, body);
        }
        var wish = new Asking.Wish(Operation.GRPC, DIALECT, null, "POST /grpc/" + path, false, body);
        return ModelFields.asking(field)
                .ask(wish)
                .map(answer -> json(answer.body()))
                .toCompletionStage();
    }

    private static CompletionStage<@Nullable Object> own(DataFetchingEnvironment field, OwnMethod method, Buffer json) {
        if (method.serverStreaming()) {
            throw streamed();
        }
        var message = MethodJson.request(method, json);
        var wish = new Asking.Wish(method.operation(), PolygateFront.NAME, method.model(message), null, false, message);
        return ModelFields.asking(field)
                .ask(wish)
                .recover(cause -> Future.failedFuture(
                        cause instanceof GatewayException known
                                ? OwnMethod.inWords(method.operation(), known.error())
                                        .asException()
                                : cause))
                .map(answer -> json(MethodJson.answer(method, answer.body())))
                .toCompletionStage();
    }

    /// @throws GatewayException for one that would be another path
    private static String name(DataFetchingEnvironment field, String argument) {
        String name = field.getArgument(argument);
        if (name == null || !NAME.matcher(name).matches()) {
            throw GatewayError.field(
                            ErrorKind.INVALID_FIELD,
                            argument,
                            argument + ": not a name (expected: as in library.v1.Shelves)")
                    .asException();
        }
        return name;
    }

    private static @Nullable Object json(Buffer answer) {
        try {
            return JsonValues.value(Json.parse(answer));
        } catch (JsonSyntaxException e) {
            throw streamed();
        }
    }

    private static GatewayException streamed() {
        return GatewayError.of(
                        ErrorKind.BAD_REQUEST,
                        "the method answers with a stream (expected: a unary one; POST /grpc/… gives streams)")
                .asException();
    }
}
