package io.polygate.door.proxy;

import io.polygate.edge.Credentials;
import io.polygate.edge.EdgeRequest;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;
import java.util.concurrent.TimeoutException;

/// What changes between the caller's request and the one that the backend gets, and how a backend's failure is told.
record RouteInterceptor(ProxyRoute route, EdgeRequest request) implements ProxyInterceptor {

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        var outgoing = context.request();
        var incoming = outgoing.proxiedRequest();
        var headers = outgoing.headers();
        if (route.auth()) {
            Credentials.removeFrom(headers);
        }
        headers.set("x-forwarded-proto", incoming.isSSL() ? "https" : "http");
        var host = incoming.getHeader(HttpHeaders.HOST);
        if (host != null) {
            headers.set("x-forwarded-host", host);
        }
        var address = incoming.remoteAddress();
        if (address != null && address.hostAddress() != null) {
            headers.add("x-forwarded-for", address.hostAddress());
        }
        headers.set("x-request-id", request.id());
        route.headers().forEach(headers::set);
        outgoing.setURI(route.uri(outgoing.getURI()));
        return context.sendRequest().recover(failure -> Future.succeededFuture(told(context, failure)));
    }

    private ProxyResponse told(ProxyContext context, Throwable failure) {
        var error = failure instanceof TimeoutException
                ? GatewayError.of(ErrorKind.UPSTREAM_TIMEOUT, "the backend of this path was too slow")
                : GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend of this path cannot be reached");
        var response = context.request().release().response();
        return response.setStatusCode(error.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .setBody(Body.body(request.words(error)));
    }
}
