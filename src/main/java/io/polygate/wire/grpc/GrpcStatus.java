package io.polygate.wire.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import io.polygate.model.GatewayError;
import io.polygate.model.Header;
import io.polygate.wire.protojson.ProtoJson;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a call ended, as its trailers tell it: a code, a message and details (google.rpc.Status).
///
/// @param proto the whole status with its details; its code and message are the same
/// @param details the same details as a JSON array, by one who knows the backend's types; null where nobody does
public record GrpcStatus(
        GrpcCode code, Status proto, @Nullable String details) {

    public static final String CODE = "grpc-status";
    public static final String MESSAGE = "grpc-message";
    public static final String DETAILS = "grpc-status-details-bin";
    public static final GrpcStatus OK = new GrpcStatus(GrpcCode.OK, Status.getDefaultInstance());

    /// What stands in `GatewayError.original` for a status that came from a gRPC backend.
    static final String ORIGIN = "grpc";

    /// Bytes of the encoded message, and of the status with its details before base64: clients take 8 KiB of trailers.
    private static final int MAX_MESSAGE = 2 * 1024;

    private static final int MAX_DETAILS = 3 * 1024;
    private static final String CUT = "…";
    private static final int LONGEST_CHARACTER = 12;
    private static final int PREFIX = 4;

    GrpcStatus(GrpcCode code, Status proto) {
        this(code, proto, null);
    }

    public static GrpcStatus of(GrpcCode code, String message) {
        var proto = Status.newBuilder().setCode(code.number()).setMessage(message);
        return new GrpcStatus(code, proto.build());
    }

    public static GrpcStatus of(GatewayError error, String requestId) {
        var original = error.original();
        if (original != null && original.dialect().equals(ORIGIN)) {
            var told = original.body().split("\n", 2);
            var status = parse(told[0]);
            return new GrpcStatus(GrpcCode.of(status.getCode()), status, told.length > 1 ? told[1] : null);
        }
        return new GrpcStatus(GrpcCode.of(error.kind()), ErrorDetails.status(error, requestId));
    }

    /// Reads what [#proto] was written to, in base64.
    private static Status parse(String base64) {
        try {
            return Status.parseFrom(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
            return Status.newBuilder().setCode(GrpcCode.UNKNOWN.number()).build();
        }
    }

    /// A backend's trailers.
    public static GrpcStatus read(String code, @Nullable String message, @Nullable String details) {
        var text = message == null ? "" : decode(message);
        GrpcCode known;
        try {
            known = GrpcCode.of(Integer.parseInt(code.strip()));
        } catch (NumberFormatException e) {
            known = GrpcCode.UNKNOWN;
        }
        if (details != null) {
            var whole = parse(padded(details));
            if (whole.getCode() == known.number()) {
                return new GrpcStatus(known, whole);
            }
        }
        return of(known, text);
    }

    /// Senders may leave the padding out.
    private static String padded(String base64) {
        var first = base64.split(",", 2)[0].strip();
        return first + "=".repeat((4 - first.length() % 4) % 4);
    }

    public boolean ok() {
        return code == GrpcCode.OK;
    }

    public String message() {
        return proto.getMessage();
    }

    /// With its details told in JSON.
    public GrpcStatus withDetails(ProtoJson types) {
        return proto.getDetailsCount() == 0 ? this : new GrpcStatus(code, proto, ErrorJson.details(proto, types));
    }

    /// What a backend said beside the status that `error` was made of.
    public static List<Header> metadata(GatewayError error) {
        var original = error.original();
        return original == null || !original.dialect().equals(ORIGIN) ? List.of() : original.headers();
    }

    /// The status as an error of the gateway's that says the same at every door.
    public GatewayError error() {
        return error(List.of());
    }

    /// @param metadata what the backend said beside it
    public GatewayError error(List<Header> metadata) {
        var kind = code.kind();
        var text = message().isEmpty() ? "the backend answered with " + code : message();
        var status = Base64.getEncoder().encodeToString(proto.toByteArray());
        var body = details == null ? status : status + "\n" + details;
        return new GatewayError(kind, code.http(), text)
                .withRetryAfter(ErrorDetails.retryAfter(proto))
                .withOriginal(new GatewayError.Original(ORIGIN, body, metadata));
    }

    /// What clients can take of it: of a long message the beginning, of the details those that fit.
    public List<Header> trailers() {
        var trailers = new ArrayList<Header>(3);
        trailers.add(new Header(CODE, Integer.toString(code.number())));
        var message = beginning(message());
        if (!message.isEmpty()) {
            trailers.add(new Header(MESSAGE, encode(message)));
        }
        var told = fitting(message);
        if (told.getDetailsCount() > 0) {
            trailers.add(
                    new Header(DETAILS, Base64.getEncoder().withoutPadding().encodeToString(told.toByteArray())));
        }
        return trailers;
    }

    private Status fitting(String message) {
        if (message.equals(message()) && proto.getSerializedSize() <= MAX_DETAILS) {
            return proto;
        }
        var told = Status.newBuilder().setCode(code.number()).setMessage(message);
        int room = MAX_DETAILS - told.build().getSerializedSize();
        for (var detail : proto.getDetailsList()) {
            int size = detail.getSerializedSize() + PREFIX;
            if (size <= room) {
                told.addDetails(detail);
                room -= size;
            }
        }
        return told.build();
    }

    private static String beginning(String message) {
        if (message.length() * LONGEST_CHARACTER <= MAX_MESSAGE) {
            return message;
        }
        int encoded = 0;
        for (int at = 0; at < message.length(); at += Character.charCount(message.codePointAt(at))) {
            encoded += encode(Character.toString(message.codePointAt(at))).length();
            if (encoded > MAX_MESSAGE) {
                return message.substring(0, at) + CUT;
            }
        }
        return message;
    }

    /// The trailers as the text of gRPC-Web's last frame.
    public String lines() {
        var text = new StringBuilder();
        trailers()
                .forEach(t ->
                        text.append(t.name()).append(": ").append(t.value()).append("\r\n"));
        return text.toString();
    }

    /// Percent-encoding of everything but printable ASCII, and of `%`.
    static String encode(String message) {
        var text = new StringBuilder(message.length());
        for (byte b : message.getBytes(UTF_8)) {
            if (b >= ' ' && b <= '~' && b != '%') {
                text.append((char) b);
            } else {
                text.append('%')
                        .append(Character.toUpperCase(Character.forDigit((b >> 4) & 0xf, 16)))
                        .append(Character.toUpperCase(Character.forDigit(b & 0xf, 16)));
            }
        }
        return text.toString();
    }

    /// Undoes [#encode]; what is not well-formed stays as it is.
    static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        var bytes = new ByteArrayOutputStream(text.length());
        var raw = text.getBytes(UTF_8);
        for (int i = 0; i < raw.length; i++) {
            int high = raw[i] == '%' && i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(raw[i + 2], 16);
            if (low >= 0) {
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(raw[i]);
            }
        }
        return bytes.toString(UTF_8);
    }
}
