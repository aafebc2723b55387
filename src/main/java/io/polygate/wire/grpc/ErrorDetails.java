package io.polygate.wire.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RequestInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.polygate.model.GatewayError;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The gateway's errors as google.rpc.Status with Google's usual details.
final class ErrorDetails {

    static final String DOMAIN = "polygate";

    private ErrorDetails() {}

    static Status status(GatewayError error, String requestId) {
        var code = GrpcCode.of(error.kind());
        var status = Status.newBuilder().setCode(code.number()).setMessage(error.message());
        var info = ErrorInfo.newBuilder()
                .setReason(error.kind().code().toUpperCase(Locale.ROOT))
                .setDomain(DOMAIN);
        if (error.code() != null && !error.code().equals(error.kind().code())) {
            info.putMetadata("vendor_code", error.code());
        }
        status.addDetails(Any.pack(info.build()));
        if (error.retryAfter() != null) {
            var wait = error.retryAfter();
            var delay = Duration.newBuilder().setSeconds(wait.toSeconds()).setNanos(wait.getNano());
            status.addDetails(
                    Any.pack(RetryInfo.newBuilder().setRetryDelay(delay).build()));
        }
        if (error.param() != null) {
            var violation = BadRequest.FieldViolation.newBuilder()
                    .setField(error.param())
                    .setDescription(error.message());
            status.addDetails(Any.pack(
                    BadRequest.newBuilder().addFieldViolations(violation).build()));
        }
        if (!requestId.isEmpty()) {
            status.addDetails(
                    Any.pack(RequestInfo.newBuilder().setRequestId(requestId).build()));
        }
        return status.build();
    }

    static java.time.@Nullable Duration retryAfter(Status status) {
        for (var detail : status.getDetailsList()) {
            if (detail.is(RetryInfo.class)) {
                try {
                    var delay = detail.unpack(RetryInfo.class).getRetryDelay();
                    return java.time.Duration.ofSeconds(delay.getSeconds(), delay.getNanos());
                } catch (InvalidProtocolBufferException e) {
                    return null;
                }
            }
        }
        return null;
    }
}
