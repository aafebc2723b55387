package io.polygate.provider.grpc;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Header;
import io.polygate.proto.reflection.v1.ServerReflectionRequest;
import io.polygate.proto.reflection.v1.ServerReflectionResponse;
import io.polygate.wire.grpc.GrpcCode;
import io.polygate.wire.grpc.GrpcStatus;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Asks a backend what it serves: its services, then the files that describe them; or for the files of single types.
/// Speaks v1, or v1alpha where that is all there is.
final class ReflectionClient implements GrpcCall.Listener {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_FILES = 2_000;
    private static final long MAX_BYTES = 64L << 20;
    private static final String V1 = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
    private static final String V1ALPHA = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";

    private final Promise<List<FileDescriptorProto>> found = Promise.promise();
    private final Map<String, FileDescriptorProto> files = new LinkedHashMap<>();
    private final Set<String> asked = new HashSet<>();
    private @Nullable GrpcCall call;
    private int waiting;
    private long heard;

    private ReflectionClient() {}

    /// All that it serves.
    static Future<List<FileDescriptorProto>> load(GrpcChannel channel, URI endpoint, List<Header> metadata) {
        return ask(
                channel,
                endpoint,
                metadata,
                List.of(ServerReflectionRequest.newBuilder()
                        .setListServices("*")
                        .build()));
    }

    /// The files that describe these names, as far as it knows them.
    static Future<List<FileDescriptorProto>> find(
            GrpcChannel channel, URI endpoint, List<Header> metadata, List<String> names) {
        var questions = names.stream()
                .map(name -> ServerReflectionRequest.newBuilder()
                        .setFileContainingSymbol(name)
                        .build())
                .toList();
        return ask(channel, endpoint, metadata, questions);
    }

    private static Future<List<FileDescriptorProto>> ask(
            GrpcChannel channel, URI endpoint, List<Header> metadata, List<ServerReflectionRequest> questions) {
        return new ReflectionClient()
                .ask(opener(channel, endpoint, metadata, V1), questions)
                .recover(cause -> cause instanceof Unserved
                        ? new ReflectionClient().ask(opener(channel, endpoint, metadata, V1ALPHA), questions)
                        : Future.failedFuture(cause));
    }

    private static Function<ReflectionClient, GrpcCall> opener(
            GrpcChannel channel, URI endpoint, List<Header> metadata, String path) {
        return client -> channel.open(endpoint, path, new GrpcCall.Setting(metadata, TIMEOUT, client));
    }

    private Future<List<FileDescriptorProto>> ask(
            Function<ReflectionClient, GrpcCall> opener, List<ServerReflectionRequest> questions) {
        call = opener.apply(this);
        questions.forEach(this::ask);
        return found.future();
    }

    /// The backend has no such service.
    private static final class Unserved extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unserved() {
            super("no reflection", null, false, false);
        }
    }

    private void ask(ServerReflectionRequest question) {
        waiting++;
        if (call != null) {
            call.send(question.toByteArray());
        }
    }

    @Override
    public void head(MultiMap headers) {}

    @Override
    public void message(Buffer message) {
        waiting--;
        heard += message.length();
        if (heard > MAX_BYTES && call != null) {
            call.cancel();
            failed(GatewayError.of(
                    ErrorKind.UPSTREAM_ERROR, "the backend's reflection tells more than " + MAX_BYTES + " bytes"));
            return;
        }
        try {
            hear(ServerReflectionResponse.parseFrom(message.getBytes()));
        } catch (InvalidProtocolBufferException e) {
            failed(GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's reflection cannot be read"));
            return;
        }
        if (waiting == 0 && call != null) {
            call.complete();
            found.tryComplete(List.copyOf(files.values()));
        }
    }

    private void hear(ServerReflectionResponse response) throws InvalidProtocolBufferException {
        if (response.hasListServicesResponse()) {
            for (var service : response.getListServicesResponse().getServiceList()) {
                boolean its = !service.getName().startsWith("grpc.reflection.");
                if (its && asked.size() < MAX_FILES && asked.add(service.getName())) {
                    ask(ServerReflectionRequest.newBuilder()
                            .setFileContainingSymbol(service.getName())
                            .build());
                }
            }
        }
        for (var bytes : response.getFileDescriptorResponse().getFileDescriptorProtoList()) {
            var file = FileDescriptorProto.parseFrom(bytes, MethodCatalog.EXTENSIONS);
            files.putIfAbsent(file.getName(), file);
        }
        for (var file : List.copyOf(files.values())) {
            for (var needed : file.getDependencyList()) {
                if (!files.containsKey(needed) && asked.size() < MAX_FILES && asked.add(needed)) {
                    ask(ServerReflectionRequest.newBuilder()
                            .setFileByFilename(needed)
                            .build());
                }
            }
        }
    }

    @Override
    public void end(GrpcStatus status, MultiMap trailers) {
        if (status.code() == GrpcCode.UNIMPLEMENTED) {
            found.tryFail(new Unserved());
        } else {
            found.tryFail(
                    GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's reflection ended: " + status.message())
                            .asException());
        }
    }

    @Override
    public void failed(GatewayError error) {
        found.tryFail(error.asException());
    }
}
