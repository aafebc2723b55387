package io.polygate.provider.account;

import io.polygate.provider.Account;
import io.polygate.provider.dialect.Identity;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// The accounts that this node has tokens of. Safe from every thread.
public final class Accounts {

    private final Vertx vertx;
    private final Map<String, String> environment;
    private final TokenEndpoint endpoint;
    private final Map<Object, Renewed<Token>> tokens = new ConcurrentHashMap<>();
    private final Map<Account, AwsSession> sessions = new ConcurrentHashMap<>();

    /// @param environment the variables that name what this machine is signed in as
    public Accounts(Vertx vertx, Map<String, String> environment) {
        this.vertx = vertx;
        this.environment = environment;
        this.endpoint = new TokenEndpoint(vertx);
    }

    /// Microsoft Entra's token for Azure's models.
    public Future<Identity> entra(Account.Entra account) {
        return identity(account, key -> new Renewed<>("entra", new EntraGrant(account, endpoint)));
    }

    /// Google's token of a service account.
    public Future<Identity> google(Account.ServiceAccount account) {
        return identity(
                account,
                key -> new Renewed<>(
                        "service account", new GoogleFileGrant(vertx, endpoint, account.file(), account.tokenUrl())));
    }

    /// Google's token of whoever this machine is signed in as.
    public Future<Identity> googleDefault() {
        return identity(
                Account.Ambient.GOOGLE,
                key -> new Renewed<>("google default", GoogleDefault.grant(vertx, endpoint, environment)));
    }

    /// Who signs requests to AWS with these keys, for a service.
    public Future<Identity> aws(Account account, AwsSession.Service service) {
        return sessions.computeIfAbsent(account, key -> AwsSession.of(vertx, key, environment))
                .identity(service);
    }

    /// Qwen's token of a signed-in account.
    public Future<Identity> qwen(Account.OAuth account) {
        return signedIn(account, new QwenClient(account, endpoint));
    }

    /// Kiro's token of a signed-in account.
    public Future<Identity> kiro(Account.OAuth account) {
        return signedIn(account, new KiroClient(vertx, account, endpoint));
    }

    /// Google's token of a signed-in account, with the project that Code Assist at `server` gave it.
    public Future<Identity> codeAssist(Account.OAuth account, URI server) {
        var project = environment.getOrDefault("GOOGLE_CLOUD_PROJECT", "");
        return identity(account, key -> {
            var client = new GeminiCliClient(account, endpoint);
            var tokens = new OAuthGrant(vertx, account.file(), client);
            return new Renewed<>(client.name(), new CodeAssistGrant(vertx, endpoint, tokens, server, project));
        });
    }

    private Future<Identity> signedIn(Account.OAuth account, OAuthClient client) {
        return identity(account, key -> new Renewed<>(client.name(), new OAuthGrant(vertx, account.file(), client)));
    }

    private Future<Identity> identity(Object key, Function<Object, Renewed<Token>> maker) {
        var source = tokens.computeIfAbsent(key, maker);
        return source.get().map(token -> new TokenIdentity(token, source));
    }
}
