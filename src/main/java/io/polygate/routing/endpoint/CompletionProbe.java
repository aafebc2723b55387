package io.polygate.routing.endpoint;

import io.polygate.discovery.Endpoint;
import io.polygate.model.BodyOutline;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.model.Operation;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.provider.Provider;
import io.polygate.provider.UpstreamCall;
import io.polygate.provider.Via;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Asks for a completion of one token, as a caller would. It costs what such a call costs.
final class CompletionProbe implements Probe {

    private Map<String, Provider> providers = Map.of();

    void use(Map<String, Provider> next) {
        providers = next;
    }

    @Override
    public Future<Verdict> ask(PoolConfig config, Endpoint endpoint) {
        var provider = providers.get(config.provider().id());
        var model = endpoint.models().isEmpty()
                ? config.probeModel()
                : endpoint.models().getFirst();
        var health = config.health();
        if (provider == null || health == null || model.isEmpty()) {
            return Future.succeededFuture(Verdict.WORKS);
        }
        var credentials = config.provider().credentials();
        var credential = credentials.isEmpty() ? null : credentials.getFirst();
        Promise<Verdict> verdict = Promise.promise();
        var attempt = provider.open(
                new UpstreamCall(
                        "health",
                        "",
                        Operation.CHAT,
                        "openai",
                        model,
                        false,
                        body(model),
                        BodyOutline.NONE,
                        null,
                        "",
                        List.of(),
                        new Via(endpoint.url(), endpoint.dialect(), credential)),
                new Listener(verdict));
        return verdict.future()
                .timeout(health.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(late -> attempt.cancel());
    }

    private static Buffer body(String model) {
        var message = new JsonObject().put("role", "user").put("content", "ping");
        return new JsonObject()
                .put("model", model)
                .put("max_tokens", 1)
                .put("messages", new JsonArray().add(message))
                .toBuffer();
    }

    private record Listener(Promise<Verdict> verdict) implements AttemptHandler {

        @Override
        public void part(@Nullable Head head, @Nullable Buffer bytes, @Nullable Outcome last) {
            verdict.tryComplete(Verdict.WORKS);
        }

        /// That a credential or a request is refused still shows a backend that answers.
        @Override
        public void failed(GatewayError error, Outcome used) {
            boolean works = !Ended.aboutBackend(error.kind());
            verdict.tryComplete(
                    works
                            ? Verdict.WORKS
                            : Verdict.failed(
                                    "a completion failed: " + error.kind().code()));
        }
    }
}
