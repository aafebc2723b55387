package io.polygate.door.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.polygate.bus.AnswerHandler;
import io.polygate.bus.BusClient;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.model.Operation;
import io.polygate.proto.reflection.v1.ErrorResponse;
import io.polygate.proto.reflection.v1.ExtensionNumberResponse;
import io.polygate.proto.reflection.v1.FileDescriptorResponse;
import io.polygate.proto.reflection.v1.ListServiceResponse;
import io.polygate.proto.reflection.v1.ServerReflectionRequest;
import io.polygate.proto.reflection.v1.ServerReflectionResponse;
import io.polygate.proto.reflection.v1.ServiceResponse;
import io.polygate.wire.grpc.GrpcCode;
import io.polygate.wire.grpc.GrpcStatus;
import io.polygate.wire.polygate.PolygateFront;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// Server reflection, v1 and v1alpha: their messages are the same. Needs a key like any other call.
final class ReflectionService {

    static final String V1 = "grpc.reflection.v1.ServerReflection";
    static final String V1ALPHA = "grpc.reflection.v1alpha.ServerReflection";

    private static final String METHOD = "/ServerReflectionInfo";

    private final BusClient bus;
    private @Nullable Descriptors descriptors;

    ReflectionService(BusClient bus) {
        this.bus = bus;
    }

    /// True when the method is reflection, which is then served.
    boolean serve(String path, RpcExchange exchange) {
        if (!path.equals("/" + V1 + METHOD) && !path.equals("/" + V1ALPHA + METHOD)) {
            return false;
        }
        exchange.request().pause();
        var asked = new CallMaker.Asked(PolygateFront.NAME, Operation.DESCRIBE, null, null, true);
        var call = CallMaker.of(exchange.request(), asked, Buffer.buffer(), CallMaker.GRPC, null);
        bus.open(call, new AnswerHandler() {
            @Override
            public void part(@Nullable Head head, @Nullable Buffer bytes, boolean last) {
                admitted(exchange);
            }

            @Override
            public void failed(GatewayError error) {
                exchange.request().resume();
                exchange.fail(error);
            }
        });
        return true;
    }

    private void admitted(RpcExchange exchange) {
        exchange.read(new RpcExchange.Listener() {
            @Override
            public void message(Buffer message) {
                answer(exchange, message);
            }

            @Override
            public void end() {
                exchange.end(GrpcStatus.OK);
            }
        });
        exchange.request().resume();
    }

    private void answer(RpcExchange exchange, Buffer message) {
        ServerReflectionRequest request;
        try {
            request = ServerReflectionRequest.parseFrom(message.getBytes());
        } catch (InvalidProtocolBufferException e) {
            exchange.end(GrpcStatus.of(GrpcCode.INVALID_ARGUMENT, "the message is not valid protobuf"));
            return;
        }
        var response = respond(request).setValidHost(request.getHost()).setOriginalRequest(request);
        exchange.answer().message(Buffer.buffer(response.build().toByteArray()));
        if (exchange.answer().full()) {
            exchange.request().pause();
            exchange.answer().onDrain(() -> exchange.request().resume());
        }
    }

    private ServerReflectionResponse.Builder respond(ServerReflectionRequest request) {
        var known = descriptors();
        return switch (request.getMessageRequestCase()) {
            case LIST_SERVICES -> {
                var list = ListServiceResponse.newBuilder();
                known.services()
                        .forEach(name ->
                                list.addService(ServiceResponse.newBuilder().setName(name)));
                yield ServerReflectionResponse.newBuilder().setListServicesResponse(list);
            }
            case FILE_BY_FILENAME -> file(request.getFileByFilename());
            case FILE_CONTAINING_SYMBOL -> file(known.fileOf(request.getFileContainingSymbol()));
            case ALL_EXTENSION_NUMBERS_OF_TYPE -> {
                var type = request.getAllExtensionNumbersOfType();
                yield known.fileOf(type) == null
                        ? unknown()
                        : ServerReflectionResponse.newBuilder()
                                .setAllExtensionNumbersResponse(ExtensionNumberResponse.newBuilder()
                                        .setBaseTypeName(type)
                                        .addAllExtensionNumber(
                                                known.extensionsOf(type).keySet()));
            }
            case FILE_CONTAINING_EXTENSION -> {
                var asked = request.getFileContainingExtension();
                yield file(known.extensionsOf(asked.getContainingType()).get(asked.getExtensionNumber()));
            }
            case MESSAGEREQUEST_NOT_SET -> error(GrpcCode.INVALID_ARGUMENT, "nothing was asked");
        };
    }

    private ServerReflectionResponse.Builder file(@Nullable String name) {
        var found = FileDescriptorResponse.newBuilder();
        if (name != null) {
            descriptors().file(name).forEach(file -> found.addFileDescriptorProto(file.toByteString()));
        }
        return found.getFileDescriptorProtoCount() == 0
                ? unknown()
                : ServerReflectionResponse.newBuilder().setFileDescriptorResponse(found);
    }

    private static ServerReflectionResponse.Builder unknown() {
        return error(GrpcCode.NOT_FOUND, "not served here");
    }

    private static ServerReflectionResponse.Builder error(GrpcCode code, String message) {
        return ServerReflectionResponse.newBuilder()
                .setErrorResponse(
                        ErrorResponse.newBuilder().setErrorCode(code.number()).setErrorMessage(message));
    }

    private Descriptors descriptors() {
        var known = descriptors;
        if (known == null) {
            known = new Descriptors();
            descriptors = known;
        }
        return known;
    }
}
