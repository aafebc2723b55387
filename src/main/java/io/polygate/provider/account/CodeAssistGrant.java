package io.polygate.provider.account;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A token for Code Assist and the project that its calls are made for: the one that is configured, else the one that
/// the account was given there, else the one that it gets by being set up, as the Gemini CLI does it.
final class CodeAssistGrant implements Supplier<Future<Held<Token>>> {

    private static final String METADATA =
            "{\"ideType\":\"IDE_UNSPECIFIED\",\"platform\":\"PLATFORM_UNSPECIFIED\",\"pluginType\":\"GEMINI\"}";
    private static final int MAX_POLLS = 12;
    private static final long LONGEST_POLL_SECONDS = 5;

    private final Vertx vertx;
    private final TokenEndpoint endpoint;
    private final Supplier<Future<Held<Token>>> account;
    private final URI server;
    private final String configured;
    private volatile @Nullable String project;

    /// @param server where Code Assist is
    /// @param configured a project that is named outside of the account; may be empty
    CodeAssistGrant(
            Vertx vertx, TokenEndpoint endpoint, Supplier<Future<Held<Token>>> account, URI server, String configured) {
        this.vertx = vertx;
        this.endpoint = endpoint;
        this.account = account;
        this.server = server;
        this.configured = configured;
    }

    @Override
    public Future<Held<Token>> get() {
        return account.get().compose(held -> project(held.value()).map(found -> with(held, found)));
    }

    private static Held<Token> with(Held<Token> held, String project) {
        var facts = new HashMap<>(held.value().facts());
        if (!project.isEmpty()) {
            facts.put("project", project);
        }
        return new Held<>(new Token(held.value().value(), facts), held.lease());
    }

    private Future<String> project(Token token) {
        var own = token.facts().get("project");
        var known = project;
        if (own != null || known != null || !configured.isBlank()) {
            return Future.succeededFuture(own != null ? own : known != null ? known : configured.strip());
        }
        var body = new JsonWriter().object().rawField("metadata", METADATA).endObject();
        return ask("loadCodeAssist", body.toString(), token)
                .compose(loaded -> {
                    var given = loaded.string("cloudaicompanionProject");
                    return given != null || loaded.object("currentTier") != null
                            ? Future.succeededFuture(given == null ? "" : given)
                            : onboard(loaded, token);
                })
                .onSuccess(found -> project = found);
    }

    private Future<String> onboard(Json loaded, Token token) {
        var tier = "free-tier";
        for (var allowed : loaded.items("allowedTiers")) {
            var id = allowed.string("id");
            tier = allowed.isTrue("isDefault") && id != null ? id : tier;
        }
        var body = new JsonWriter()
                .object()
                .field("tierId", tier)
                .rawField("metadata", METADATA)
                .endObject();
        return ask("onboardUser", body.toString(), token).compose(started -> done(started, token, 0));
    }

    private Future<String> done(Json operation, Token token, int polls) {
        if (operation.isTrue("done")) {
            var response = operation.object("response");
            var given = response == null ? null : response.object("cloudaicompanionProject");
            var id = given == null ? null : given.string("id");
            return Future.succeededFuture(id == null ? "" : id);
        }
        var name = operation.string("name");
        if (name == null || polls >= MAX_POLLS) {
            return Future.failedFuture(Grants.unusable("the Gemini CLI account is not set up for Code Assist"));
        }
        return vertx.timer(Math.min(LONGEST_POLL_SECONDS, polls + 1), TimeUnit.SECONDS)
                .compose(v -> endpoint.get(URI.create(server + "/v1internal/" + name), bearer(token)))
                .compose(answer -> done(answer.json(), token, polls + 1));
    }

    private Future<Json> ask(String method, String body, Token token) {
        return endpoint.json(URI.create(server + "/v1internal:" + method), body, bearer(token))
                .map(answer -> {
                    if (!answer.ok()) {
                        throw refused(answer);
                    }
                    return answer.json();
                });
    }

    private static GatewayException refused(TokenEndpoint.Answer answer) {
        var error = answer.json().object("error");
        var status = error == null ? null : error.string("status");
        boolean plain = status != null && status.matches("[A-Z_]{1,40}");
        var message = "Code Assist refused the Gemini CLI account: " + (plain ? status : answer.code());
        return answer.refused()
                ? Grants.unusable(message)
                : GatewayError.of(ErrorKind.UPSTREAM_UNREACHABLE, message).asException();
    }

    private static Map<String, String> bearer(Token token) {
        return Map.of("authorization", "Bearer " + token.value().value());
    }
}
