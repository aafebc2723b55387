package io.polygate.provider.grpc;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.Head;
import io.polygate.model.Header;
import io.polygate.model.TokenCount;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.provider.grpc.MethodCatalog.Bound;
import io.polygate.wire.grpc.GrpcFrames;
import io.polygate.wire.grpc.GrpcStatus;
import io.polygate.wire.grpc.StatusLines;
import io.polygate.wire.protojson.ProtoJson;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A backend method's answer as JSON: a whole one, or gRPC frames with JSON in them and the status in the last.
final class BackendAnswer implements GrpcCall.Listener {

    private static final String METADATA = "grpc-metadata-";
    private static final Header WHOLE = new Header("content-type", "application/json");
    private static final Header FRAMES = new Header("content-type", "application/grpc+json");
    private static final Set<String> NOT_METADATA =
            Set.of("content-type", "date", "server", "trailer", "connection", "transfer-encoding", "content-length");
    private static final String BINARY = "-bin";
    private static final int MAX_METADATA = 64;

    private final ProtoJson json;
    private final Bound bound;
    private final AttemptHandler handler;
    private final Types types;
    private final boolean streamed;
    private final boolean signedIn;
    private final Deque<Runnable> later = new ArrayDeque<>(1);
    private boolean learning;
    private @Nullable GrpcCall call;
    private List<Header> head = List.of();
    private @Nullable Buffer only;
    private boolean committed;
    private boolean over;
    private long firstByteNanos;

    /// @param signedIn whether the gateway has a credential of its own there
    BackendAnswer(Types types, Bound bound, AttemptHandler handler, boolean signedIn) {
        this.types = types;
        this.json = types.catalog().json();
        this.bound = bound;
        this.handler = handler;
        this.signedIn = signedIn;
        this.streamed = bound.method().isServerStreaming();
    }

    void of(GrpcCall opened) {
        call = opened;
    }

    @Override
    public void head(MultiMap headers) {
        head = metadata(headers, METADATA);
    }

    private static List<Header> metadata(MultiMap headers, String prefix) {
        var kept = new ArrayList<Header>();
        for (var entry : headers) {
            var name = entry.getKey().toLowerCase(Locale.ROOT);
            boolean ours = name.startsWith("grpc-") || name.startsWith(":") || NOT_METADATA.contains(name);
            if (!ours && kept.size() < MAX_METADATA) {
                kept.add(
                        new Header(prefix + name, name.endsWith(BINARY) ? padded(entry.getValue()) : entry.getValue()));
            }
        }
        return kept;
    }

    /// gRPC leaves the padding of base64 out, which readers of HTTP headers do not expect.
    private static String padded(String value) {
        return value.contains(",") ? value : value + "=".repeat((4 - value.length() % 4) % 4);
    }

    @Override
    public void message(Buffer message) {
        if (over || waits(() -> message(message))) {
            return;
        }
        if (firstByteNanos == 0) {
            firstByteNanos = System.nanoTime();
        }
        try {
            var text = json(message);
            if (streamed) {
                tell(GrpcFrames.message(text), null);
            } else {
                only = text;
            }
        } catch (GatewayException e) {
            if (learns(() -> message(message))) {
                return;
            }
            if (call != null) {
                call.cancel();
            }
            failed(e.error());
        }
    }

    /// Whether what comes has to wait for types that are being learned.
    private boolean waits(Runnable what) {
        if (learning) {
            later.add(what);
        }
        return learning;
    }

    /// Whether there are types to be learned, after which it is tried again and the rest goes on.
    private boolean learns(Runnable again) {
        var opened = call;
        if (!types.wanted() || opened == null) {
            return false;
        }
        learning = true;
        opened.hold();
        types.learn().onComplete(done -> {
            learning = false;
            later.addFirst(again);
            while (!learning && !later.isEmpty() && !opened.cancelled()) {
                later.removeFirst().run();
            }
            if (!learning) {
                opened.release();
            }
        });
        return true;
    }

    private Buffer json(Buffer message) {
        try {
            var bytes = UnsafeByteOperations.unsafeWrap(message.getBytes());
            var text = json.write(json.parse(bound.method().getOutputType(), bytes));
            if (bound.response().isEmpty()) {
                return text;
            }
            var field = bound.method().getOutputType().findFieldByName(bound.response());
            var value = field == null ? null : ProtoJson.parse(text).raw(field.getJsonName());
            return Buffer.buffer(value != null ? value : field == null ? "{}" : nothing(field));
        } catch (InvalidProtocolBufferException e) {
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's answer is not what it describes")
                    .asException();
        }
    }

    /// The JSON of a field that is not set.
    private static String nothing(FieldDescriptor field) {
        if (field.isRepeated()) {
            return field.isMapField() ? "{}" : "[]";
        }
        return switch (field.getJavaType()) {
            case INT, FLOAT, DOUBLE -> "0";
            case LONG -> "\"0\"";
            case BOOLEAN -> "false";
            case STRING, BYTE_STRING -> "\"\"";
            case ENUM -> "\"" + ((EnumValueDescriptor) field.getDefaultValue()).getName() + "\"";
            case MESSAGE -> "{}";
        };
    }

    private void tell(@Nullable Buffer bytes, @Nullable Outcome last) {
        Head first = null;
        if (!committed) {
            committed = true;
            var headers = new ArrayList<>(head);
            headers.add(streamed ? FRAMES : WHOLE);
            first = new Head(200, headers);
        }
        handler.part(first, bytes, last);
    }

    @Override
    public void end(GrpcStatus status, MultiMap trailers) {
        if (over || waits(() -> end(status, trailers))) {
            return;
        }
        var detailed = status.withDetails(json);
        if (!learns(() -> end(status, trailers))) {
            ended(detailed, trailers);
        }
    }

    private void ended(GrpcStatus status, MultiMap trailers) {
        if (streamed && (committed || status.ok())) {
            over = true;
            var lines = StatusLines.write(status, metadata(trailers, ""));
            tell(GrpcFrames.frame(GrpcFrames.TRAILERS, Buffer.buffer(lines)), outcome(status));
        } else if (!status.ok()) {
            over = true;
            var all = new ArrayList<>(head);
            all.addAll(metadata(trailers, METADATA));
            handler.failed(whose(status.error(all)), Outcome.NOTHING);
        } else if (only == null) {
            failed(GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend ended the call without a message"));
        } else {
            over = true;
            var all = new ArrayList<>(head);
            all.addAll(metadata(trailers, METADATA));
            head = all;
            tell(only, outcome(status));
        }
    }

    /// Where the gateway has no credential it is the caller's that was refused: others may go on calling.
    private GatewayError whose(GatewayError error) {
        return signedIn || error.kind() != ErrorKind.UPSTREAM_AUTH ? error : error.withKind(ErrorKind.INVALID_API_KEY);
    }

    private Outcome outcome(GrpcStatus status) {
        return new Outcome(TokenCount.UNKNOWN, status.code().name(), firstByteNanos, !status.ok());
    }

    /// A call that was on its way is no unreachable backend's: it may have been served.
    private GatewayError told(GatewayError error) {
        boolean sent = call != null && call.reached();
        return sent && error.kind() == ErrorKind.UPSTREAM_UNREACHABLE
                ? GatewayError.of(ErrorKind.UPSTREAM_ERROR, error.message())
                : error;
    }

    /// A stream that has begun ends with the error as its status.
    @Override
    public void failed(GatewayError error) {
        if (over || waits(() -> failed(error))) {
            return;
        }
        over = true;
        if (!committed) {
            handler.failed(told(error), Outcome.NOTHING);
            return;
        }
        var status = GrpcStatus.of(error, "");
        tell(GrpcFrames.frame(GrpcFrames.TRAILERS, Buffer.buffer(status.lines())), outcome(status));
    }
}
