package io.polygate.door.graphql;

import com.google.protobuf.InvalidProtocolBufferException;
import graphql.schema.DataFetchingEnvironment;
import io.polygate.model.GatewayException;
import io.polygate.model.Header;
import io.polygate.model.Operation;
import io.polygate.proto.v1.ChatResponse;
import io.polygate.proto.v1.EmbedRequest;
import io.polygate.proto.v1.EmbedResponse;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.json.Json;
import io.polygate.wire.polygate.PolygateFront;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/// The fields that come to calls of models, and the list of them.
final class ModelFields {

    private static final String WARNINGS = "x-polygate-warnings";

    private ModelFields() {}

    static Asking asking(DataFetchingEnvironment field) {
        return Objects.requireNonNull(field.getGraphQlContext().get(Asking.class), "set for every request");
    }

    static CompletionStage<Map<String, Object>> chat(DataFetchingEnvironment field) {
        return asking(field)
                .ask(chat(field, false))
                .recover(ModelFields::inWords)
                .map(answer -> {
                    try {
                        var bytes = Bytes.of(answer.body());
                        var response = ChatResponse.parser().parseFrom(bytes.array(), bytes.from(), bytes.length());
                        return ChatAnswers.whole(
                                response, warnings(answer.head().headers()));
                    } catch (InvalidProtocolBufferException e) {
                        throw new IllegalStateException("routing sent what is no answer", e);
                    }
                })
                .toCompletionStage();
    }

    private static <T> Future<T> inWords(Throwable cause) {
        return Future.failedFuture(
                cause instanceof GatewayException known
                        ? Fields.inWords(known.error()).asException()
                        : cause);
    }

    static Publisher<Map<String, Object>> chatStream(DataFetchingEnvironment field) {
        return new ChatEvents(asking(field), chat(field, true));
    }

    private static Asking.Wish chat(DataFetchingEnvironment field, boolean stream) {
        var request = ChatRequests.of(Input.of("input", field.getArgument("input")));
        var body = Bytes.of(request.toByteArray()).toBuffer();
        return new Asking.Wish(Operation.CHAT, PolygateFront.NAME, request.getModel(), null, stream, body);
    }

    private static List<String> warnings(List<Header> headers) {
        var told = Header.first(headers, WARNINGS);
        return told == null ? List.of() : List.of(told.split("; "));
    }

    static CompletionStage<Map<String, Object>> embeddings(DataFetchingEnvironment field) {
        var input = Input.of("input", field.getArgument("input"));
        var request = EmbedRequest.newBuilder().setModel(input.must("model")).addAllInputs(input.texts("inputs"));
        input.whole("dimensions", request::setDimensions);
        input.text("user", request::setUser);
        var body = Buffer.buffer(request.build().toByteArray());
        var wish = new Asking.Wish(Operation.EMBEDDING, PolygateFront.NAME, request.getModel(), null, false, body);
        return asking(field)
                .ask(wish)
                .recover(ModelFields::inWords)
                .map(answer -> {
                    try {
                        return ChatAnswers.embeddings(
                                EmbedResponse.parseFrom(answer.body().getBytes()));
                    } catch (InvalidProtocolBufferException e) {
                        throw new IllegalStateException("routing sent what is no answer", e);
                    }
                })
                .toCompletionStage();
    }

    static CompletionStage<List<Map<String, Object>>> models(DataFetchingEnvironment field) {
        return list(asking(field)).map(models -> Pages.cut(models, field)).toCompletionStage();
    }

    static CompletionStage<@Nullable Map<String, Object>> model(DataFetchingEnvironment field) {
        String id = field.getArgument("id");
        var wish = new Asking.Wish(Operation.GET_MODEL, PolygateFront.NAME, id, null, false, Buffer.buffer());
        return asking(field)
                .ask(wish)
                .map(answer -> models(answer.body()).stream().findFirst().orElse(null))
                .toCompletionStage();
    }

    static Future<List<Map<String, Object>>> list(Asking asking) {
        var wish = new Asking.Wish(Operation.LIST_MODELS, PolygateFront.NAME, null, null, false, Buffer.buffer());
        return asking.ask(wish).map(answer -> models(answer.body()));
    }

    private static List<Map<String, Object>> models(Buffer list) {
        return Json.parse(list).items().stream().map(ModelFields::model).toList();
    }

    /// Of `{"name", "provider", "context"}`.
    private static Map<String, Object> model(Json item) {
        var model = new HashMap<String, Object>();
        model.put("id", Objects.requireNonNullElse(item.string("name"), ""));
        model.put("provider", Objects.requireNonNullElse(item.string("provider"), ""));
        if (item.count("context") > 0) {
            model.put("contextLength", item.count("context"));
        }
        return model;
    }
}
