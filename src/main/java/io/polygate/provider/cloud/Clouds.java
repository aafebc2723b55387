package io.polygate.provider.cloud;

import io.polygate.provider.Account;
import io.polygate.provider.ProviderConfig;
import io.polygate.provider.account.Accounts;
import io.polygate.provider.account.AwsSession;
import io.polygate.provider.dialect.Access;
import io.polygate.provider.dialect.Identity;
import io.polygate.provider.dialect.Reach;
import io.vertx.core.Future;
import java.net.URI;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How the backends are reached that are not one dialect with a key.
public final class Clouds {

    private static final URI CODE_ASSIST = URI.create("https://cloudcode-pa.googleapis.com");

    private Clouds() {}

    /// The reach of a provider of one of these dialects, for one shard; null where it speaks a plain one.
    public static @Nullable Reach reach(ProviderConfig config, Accounts accounts) {
        var api = config.api();
        return switch (config.dialect()) {
            case "azure" -> new Reach(new AzureWays(api.version()), azure(accounts));
            case "vertex" -> new Reach(new VertexWays(), vertex(accounts));
            case "bedrock" -> new Reach(new BedrockWays(api), bedrock(accounts, api.region()));
            case "qwen" -> new Reach(new QwenWays(), signedIn(accounts::qwen));
            case "gemini-cli" ->
                new Reach(new GeminiCliWays(), signedIn(account -> accounts.codeAssist(account, server(config))));
            case "kiro" -> new Reach(new KiroWays(), signedIn(accounts::kiro));
            default -> null;
        };
    }

    /// Where Code Assist is set up: at the provider's own address.
    private static URI server(ProviderConfig config) {
        return Objects.requireNonNullElse(config.baseUrl(), CODE_ASSIST);
    }

    private static Access signedIn(Function<Account.OAuth, Future<Identity>> tokens) {
        return account -> account instanceof Account.OAuth oauth ? tokens.apply(oauth) : null;
    }

    private static Access azure(Accounts accounts) {
        return account -> account instanceof Account.Entra entra ? accounts.entra(entra) : null;
    }

    private static Access vertex(Accounts accounts) {
        return account ->
                account instanceof Account.ServiceAccount file ? accounts.google(file) : accounts.googleDefault();
    }

    private static Access bedrock(Accounts accounts, @Nullable String region) {
        var service = new AwsSession.Service("bedrock", region);
        return account -> accounts.aws(account == null ? Account.Ambient.AWS : account, service);
    }
}
