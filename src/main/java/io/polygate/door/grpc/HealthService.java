package io.polygate.door.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.polygate.proto.health.v1.HealthCheckRequest;
import io.polygate.proto.health.v1.HealthCheckResponse;
import io.polygate.proto.health.v1.HealthCheckResponse.ServingStatus;
import io.polygate.proto.health.v1.HealthListResponse;
import io.polygate.telemetry.Health;
import io.polygate.wire.grpc.GrpcCode;
import io.polygate.wire.grpc.GrpcStatus;
import io.polygate.wire.polygate.OwnMethod;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `grpc.health.v1.Health`: whether this gateway serves, for it as a whole and for each of its services. Needs no key.
final class HealthService {

    static final String NAME = "grpc.health.v1.Health";

    private static final long LOOK_MILLIS = 500;

    private static final Set<String> SERVICES = Stream.concat(
                    Stream.of("", NAME, ReflectionService.V1, ReflectionService.V1ALPHA),
                    Stream.of(OwnMethod.values()).map(method -> method.fullName()
                            .substring(0, method.fullName().indexOf('/'))))
            .collect(Collectors.toUnmodifiableSet());

    private final Vertx vertx;
    private final Health health;

    HealthService(Vertx vertx, Health health) {
        this.vertx = vertx;
        this.health = health;
    }

    /// True when the method is one of this service's, which is then served.
    boolean serve(String path, RpcExchange exchange) {
        switch (path) {
            case "/" + NAME + "/Check" -> exchange.one(message -> check(exchange, message));
            case "/" + NAME + "/List" -> exchange.one(message -> list(exchange));
            case "/" + NAME + "/Watch" -> exchange.one(message -> watch(exchange, message));
            default -> {
                return false;
            }
        }
        return true;
    }

    private void check(RpcExchange exchange, Buffer message) {
        var service = service(exchange, message);
        if (service == null) {
            return;
        }
        if (!SERVICES.contains(service)) {
            exchange.end(GrpcStatus.of(GrpcCode.NOT_FOUND, "unknown service"));
            return;
        }
        exchange.answer().message(response(status(service)));
        exchange.end(GrpcStatus.OK);
    }

    private void list(RpcExchange exchange) {
        var statuses = HealthListResponse.newBuilder();
        SERVICES.forEach(service -> statuses.putStatuses(
                service,
                HealthCheckResponse.newBuilder().setStatus(status(service)).build()));
        exchange.only(Buffer.buffer(statuses.build().toByteArray()));
    }

    private void watch(RpcExchange exchange, Buffer message) {
        var service = service(exchange, message);
        if (service == null) {
            return;
        }
        var told = new ServingStatus[] {status(service)};
        exchange.answer().message(response(told[0]));
        long timer = vertx.setPeriodic(LOOK_MILLIS, id -> {
            var now = status(service);
            if (now != told[0] && !exchange.over()) {
                told[0] = now;
                exchange.answer().message(response(now));
            }
        });
        exchange.onLeft(() -> vertx.cancelTimer(timer));
    }

    private static @Nullable String service(RpcExchange exchange, Buffer message) {
        try {
            return HealthCheckRequest.parseFrom(message.getBytes()).getService();
        } catch (InvalidProtocolBufferException e) {
            exchange.end(GrpcStatus.of(GrpcCode.INVALID_ARGUMENT, "the message is not a valid HealthCheckRequest"));
            return null;
        }
    }

    private ServingStatus status(String service) {
        if (!SERVICES.contains(service)) {
            return ServingStatus.SERVICE_UNKNOWN;
        }
        return health.ready() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    }

    private static Buffer response(ServingStatus status) {
        return Buffer.buffer(
                HealthCheckResponse.newBuilder().setStatus(status).build().toByteArray());
    }
}
