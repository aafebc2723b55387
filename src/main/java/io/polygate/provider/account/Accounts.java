package io.polygate.provider.account;

import io.polygate.provider.Account;
import io.polygate.provider.dialect.Identity;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The accounts that this node has tokens of. Safe from every thread.
public final class Accounts {

    private final Vertx vertx;
    private final Map<String, String> environment;
    private final TokenEndpoint endpoint;
    private final Map<Owner, Renewed<Token>> tokens = new ConcurrentHashMap<>();
    private final Map<Account, AwsSession> sessions = new ConcurrentHashMap<>();

    /// Who a token is of. The same account may sign in at several vendors.
    private record Owner(
            String vendor, Account account, @Nullable URI server) {

        Owner(String vendor, Account account) {
            this(vendor, account, null);
        }

        /// What tells this account from others in the log.
        String described() {
            return switch (account) {
                case Account.OAuth oauth -> oauth.file().toString();
                case Account.ServiceAccount google -> google.file().toString();
                case Account.Entra entra -> vendor + " " + entra.clientId();
                case Account.AwsKeys _, Account.Ambient _ -> vendor;
            };
        }
    }

    /// @param environment the variables that name what this machine is signed in as
    public Accounts(Vertx vertx, Map<String, String> environment) {
        this.vertx = vertx;
        this.environment = environment;
        this.endpoint = new TokenEndpoint(vertx);
    }

    /// Microsoft Entra's token for Azure's models.
    public Future<Identity> entra(Account.Entra account) {
        return identity(new Owner("entra", account), () -> new EntraGrant(account, endpoint));
    }

    /// Google's token of a service account.
    public Future<Identity> google(Account.ServiceAccount account) {
        return identity(
                new Owner("service account", account),
                () -> new GoogleFileGrant(vertx, endpoint, account.file(), account.tokenUrl()));
    }

    /// Google's token of whoever this machine is signed in as.
    public Future<Identity> googleDefault() {
        return identity(
                new Owner("google default", Account.Ambient.GOOGLE),
                () -> GoogleDefault.grant(vertx, endpoint, environment));
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
        var client = new GeminiCliClient(account, endpoint);
        return identity(new Owner(client.name(), account, server), () -> {
            var signedIn = new OAuthGrant(vertx, account.file(), client);
            return new CodeAssistGrant(vertx, endpoint, signedIn, server, project);
        });
    }

    private Future<Identity> signedIn(Account.OAuth account, OAuthClient client) {
        return identity(new Owner(client.name(), account), () -> new OAuthGrant(vertx, account.file(), client));
    }

    private Future<Identity> identity(Owner owner, Supplier<Supplier<Future<Held<Token>>>> grant) {
        var source = tokens.computeIfAbsent(owner, key -> new Renewed<>(key.described(), grant.get()));
        return source.get().map(token -> new TokenIdentity(token, source));
    }
}
