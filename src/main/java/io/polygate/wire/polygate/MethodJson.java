package io.polygate.wire.polygate;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.proto.v1.ChatEvent;
import io.polygate.proto.v1.ChatRequest;
import io.polygate.proto.v1.ChatResponse;
import io.polygate.proto.v1.EmbedRequest;
import io.polygate.proto.v1.EmbedResponse;
import io.polygate.proto.v1.GetModelRequest;
import io.polygate.proto.v1.ListModelsRequest;
import io.polygate.proto.v1.ListModelsResponse;
import io.polygate.proto.v1.Model;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.protojson.ProtoJson;
import io.vertx.core.buffer.Buffer;

/// Requests and answers of our own methods as proto3 JSON.
public final class MethodJson {

    private MethodJson() {}

    /// @throws io.polygate.model.GatewayException naming the field that is not what it must be
    public static Buffer request(OwnMethod method, Buffer json) {
        Message.Builder message =
                switch (method) {
                    case COMPLETE, STREAM, CONVERSE -> ChatRequest.newBuilder();
                    case EMBED -> EmbedRequest.newBuilder();
                    case LIST_MODELS -> ListModelsRequest.newBuilder();
                    case GET_MODEL -> GetModelRequest.newBuilder();
                };
        ProtoJson.PLAIN.read(json, message);
        return Bytes.of(message.build().toByteArray()).toBuffer();
    }

    /// Of what the pipeline answered: the whole of it, or one event of a stream.
    public static Buffer answer(OwnMethod method, Buffer answer) {
        var bytes = ModelAnswers.translate(method, answer).getBytes();
        try {
            var message =
                    switch (method) {
                        case COMPLETE -> ChatResponse.parseFrom(bytes);
                        case STREAM, CONVERSE -> ChatEvent.parseFrom(bytes);
                        case EMBED -> EmbedResponse.parseFrom(bytes);
                        case LIST_MODELS -> ListModelsResponse.parseFrom(bytes);
                        case GET_MODEL -> Model.parseFrom(bytes);
                    };
            return ProtoJson.PLAIN.write(message);
        } catch (InvalidProtocolBufferException e) {
            throw GatewayError.of(ErrorKind.INTERNAL, "the answer cannot be read")
                    .asException();
        }
    }
}
