package io.polygate.door.grpc;

import io.polygate.bus.BusClient;
import io.polygate.bus.Call;
import io.polygate.edge.EdgeRequest;
import io.polygate.edge.Route;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.Operation;
import io.polygate.proto.v1.GetModelRequest;
import io.polygate.wire.grpc.GrpcTimeout;
import io.polygate.wire.polygate.MethodJson;
import io.polygate.wire.polygate.OwnMethod;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Our own methods as JSON over HTTP, at the paths of their annotations; and gRPC backends' methods, whose JSON goes to
/// routing as it is.
final class JsonDoor {

    static final String NAMED = "/grpc/";
    static final String BACKENDS = NAMED + "{service}/{method}";
    static final String DIALECT = "grpc";

    private final BusClient bus;
    private final Vertx vertx;

    JsonDoor(BusClient bus, Vertx vertx) {
        this.bus = bus;
        this.vertx = vertx;
    }

    List<Route> routes() {
        var routes = new ArrayList<Route>();
        for (var method : OwnMethod.values()) {
            routes.add(new Route(
                    method.reads() ? HttpMethod.GET : HttpMethod.POST,
                    method.httpPath(),
                    request -> own(method, request)));
        }
        routes.add(Route.post(BACKENDS, this::named));
        return routes;
    }

    private void own(OwnMethod method, EdgeRequest request) {
        if (method.clientStreaming()) {
            converse(request);
            return;
        }
        request.body((body, problem) -> {
            Buffer message = Buffer.buffer();
            GatewayError defect = problem;
            Duration timeout = null;
            try {
                timeout = GrpcTimeout.parse(request.header(GrpcTimeout.HEADER));
                if (defect == null && body != null) {
                    message = message(method, request, body);
                }
            } catch (GatewayException e) {
                defect = e.error();
            }
            var call = CallMaker.own(request, method, message, CallMaker.TRANSCODING, defect);
            new JsonAnswer(request, method.serverStreaming(), answer -> MethodJson.answer(method, answer))
                    .open(bus, vertx, call, timeout);
        });
    }

    private static Buffer message(OwnMethod method, EdgeRequest request, Buffer body) {
        if (method == OwnMethod.GET_MODEL && request.http().method() == HttpMethod.GET) {
            var name = request.parameter("name");
            var asked = GetModelRequest.newBuilder().setName(name == null ? "" : name);
            return Buffer.buffer(asked.build().toByteArray());
        }
        return MethodJson.request(method, body);
    }

    private void converse(EdgeRequest request) {
        try {
            var timeout = GrpcTimeout.parse(request.header(GrpcTimeout.HEADER));
            new JsonConversation(request, bus, event -> MethodJson.answer(OwnMethod.CONVERSE, event), timeout).begin();
        } catch (GatewayException e) {
            var call = CallMaker.own(request, OwnMethod.CONVERSE, Buffer.buffer(), CallMaker.TRANSCODING, e.error());
            new JsonAnswer(request, true, event -> event).open(bus, vertx, call, null);
        }
    }

    /// A method by its name: one of ours, else a backend's.
    private void named(EdgeRequest request) {
        var own = OwnMethod.of("/" + request.value("service") + "/" + request.value("method"));
        if (own == null) {
            backend(request);
        } else {
            own(own, request);
        }
    }

    /// A method of a backend's, by its name or at a path of its own. What it is routing finds out.
    void backend(EdgeRequest request) {
        if (JsonUpload.suits(request)) {
            var call = backend(request, Buffer.buffer(), null).followed(request.maxBody());
            new JsonUpload(request).begin(answer -> answer.open(bus, vertx, call, timeout(request)));
        } else {
            request.body((body, problem) -> {
                var call = backend(request, body == null ? Buffer.buffer() : body, problem);
                new JsonAnswer(request, false, json -> json).open(bus, vertx, call, timeout(request));
            });
        }
    }

    private static Call backend(EdgeRequest request, Buffer body, @Nullable GatewayError problem) {
        var defect = problem;
        try {
            GrpcTimeout.parse(request.header(GrpcTimeout.HEADER));
        } catch (GatewayException e) {
            defect = e.error();
        }
        var variant = request.http().method() + " " + request.path();
        var asked = new CallMaker.Asked(DIALECT, Operation.GRPC, null, variant, false);
        return CallMaker.of(request, asked, body, CallMaker.TRANSCODING, defect);
    }

    /// None where it is malformed: the call is refused for that.
    private static @Nullable Duration timeout(EdgeRequest request) {
        try {
            return GrpcTimeout.parse(request.header(GrpcTimeout.HEADER));
        } catch (GatewayException e) {
            return null;
        }
    }
}
