package io.polygate.provider.openai;

import io.polygate.model.Operation;
import io.polygate.provider.Attempt;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Provider;
import io.polygate.provider.ProviderConfig;
import io.polygate.provider.UpstreamCall;
import io.polygate.provider.http.Clients;
import io.polygate.provider.http.Deadlines;
import io.polygate.provider.http.HeaderRules;
import io.polygate.provider.http.HttpAttempt;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonScanner;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.EnumMap;
import java.util.Map;

/// Calls a backend that speaks OpenAI's dialect; what came in that dialect passes as it is.
public final class OpenAiProvider implements Provider {

    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence IDENTITY = HttpHeaders.createOptimized("identity");

    private final ProviderConfig config;
    private final Context context;
    private final HttpClient client;
    private final Deadlines deadlines;
    private final Map<Operation, RequestOptions> requests = new EnumMap<>(Operation.class);
    private final CredentialRotation credentials;
    private final WholeAnswer.Limits limits;

    public OpenAiProvider(Vertx vertx, ProviderConfig config, Deadlines deadlines) {
        this.config = config;
        this.context = vertx.getOrCreateContext();
        this.client = Clients.of(vertx, config);
        this.deadlines = deadlines;
        this.credentials = new CredentialRotation(config.credentials());
        this.limits = new WholeAnswer.Limits(
                config.limits().maxResponseBytes(), new JsonScanner(Json.MAX_DEPTH, WholeAnswer.FIELDS));
        requests.put(Operation.CHAT, post("/chat/completions"));
        requests.put(Operation.COMPLETION, post("/completions"));
        requests.put(Operation.EMBEDDING, post("/embeddings"));
    }

    private RequestOptions post(String path) {
        return Clients.request(config, path).setMethod(HttpMethod.POST);
    }

    @Override
    public String id() {
        return config.id();
    }

    @Override
    public Attempt open(UpstreamCall call, AttemptHandler handler) {
        var options = requests.get(call.operation());
        if (options == null) {
            throw new IllegalArgumentException("not an operation of this dialect: " + call.operation());
        }
        var forwarded = ForwardedBody.of(call);
        var reader = new OpenAiAnswer(handler, limits, forwarded.usageAdded());
        return new HttpAttempt.Exchange(context, client, deadlines, config.timeouts(), reader)
                .send(options, forwarded.body(), request -> prepare(request, call));
    }

    private void prepare(HttpClientRequest request, UpstreamCall call) {
        HeaderRules.toUpstream(call.headers(), request);
        request.putHeader(HttpHeaders.CONTENT_TYPE, JSON);
        request.putHeader(HttpHeaders.ACCEPT_ENCODING, IDENTITY);
        request.putHeader(REQUEST_ID, call.id());
        var credential = credentials.next();
        if (credential != null) {
            request.putHeader(HttpHeaders.AUTHORIZATION, credential);
        }
        config.headers().forEach(request::putHeader);
    }

    @Override
    public Future<Void> close() {
        return client.close();
    }
}
