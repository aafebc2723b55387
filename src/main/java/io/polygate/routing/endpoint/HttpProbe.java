package io.polygate.routing.endpoint;

import io.netty.channel.ConnectTimeoutException;
import io.polygate.discovery.Endpoint;
import io.polygate.provider.HealthConfig;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.net.URI;
import java.util.Set;

/// Asks over HTTP: a path on the endpoint's host, or the list of models below its base URL.
final class HttpProbe implements Probe {

    /// Dialects whose base URL is the bare host.
    private static final Set<String> OF_HOST = Set.of("anthropic", "cohere", "ollama");

    private final HttpClient client;

    HttpProbe(HttpClient client) {
        this.client = client;
    }

    @Override
    public Future<Verdict> ask(PoolConfig config, Endpoint endpoint) {
        var health = config.health();
        if (health == null) {
            return Future.succeededFuture(Verdict.WORKS);
        }
        boolean models = health.type() == HealthConfig.Type.MODELS;
        var dialect = endpoint.dialect() == null ? config.provider().dialect() : endpoint.dialect();
        var options = options(endpoint.url(), models ? modelsPath(endpoint.url(), dialect) : rooted(health.path()))
                .setConnectTimeout(health.timeout().toMillis())
                .setTimeout(health.timeout().toMillis());
        config.provider().headers().forEach(options::putHeader);
        if (models) {
            credential(options, config, dialect);
        }
        return client.request(options)
                .compose(request -> request.send())
                .map(answer -> verdict(answer, models))
                .otherwise(HttpProbe::failure);
    }

    static RequestOptions options(URI url, String path) {
        var scheme = url.getScheme();
        boolean tls = "https".equalsIgnoreCase(scheme) || "grpcs".equalsIgnoreCase(scheme);
        return new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost(url.getHost())
                .setPort(url.getPort() > 0 ? url.getPort() : tls ? 443 : 80)
                .setSsl(tls)
                .setURI(path);
    }

    private static String rooted(String path) {
        return path.startsWith("/") ? path : "/" + path;
    }

    private static String modelsPath(URI url, String dialect) {
        var prefix = url.getRawPath() == null ? "" : url.getRawPath();
        return prefix + (OF_HOST.contains(dialect) ? "/v1/models" : "/models");
    }

    private static void credential(RequestOptions options, PoolConfig config, String dialect) {
        var credentials = config.provider().credentials();
        if (credentials.isEmpty()) {
            return;
        }
        var secret = credentials.getFirst().value().value();
        switch (dialect) {
            case "anthropic" -> options.putHeader("x-api-key", secret).putHeader("anthropic-version", "2023-06-01");
            case "gemini" -> options.putHeader("x-goog-api-key", secret);
            default -> options.putHeader("authorization", "Bearer " + secret);
        }
    }

    /// A list of models that is refused still shows a backend that answers.
    private static Verdict verdict(HttpClientResponse answer, boolean models) {
        answer.handler(ignored -> {});
        answer.exceptionHandler(ignored -> {});
        int status = answer.statusCode();
        boolean good = status >= 200 && status < 300;
        boolean refused = status == 401 || status == 403 || status == 429;
        return good || models && refused ? Verdict.WORKS : Verdict.failed("it answered " + status);
    }

    static Verdict failure(Throwable cause) {
        boolean refused = cause instanceof ConnectException && !(cause instanceof ConnectTimeoutException);
        return refused ? Verdict.refused() : Verdict.failed("it did not answer");
    }
}
