package io.polygate.config;

import static io.polygate.config.Kinds.address;
import static io.polygate.config.Kinds.path;
import static io.polygate.config.Kinds.secret;
import static io.polygate.config.Kinds.secretOrNone;
import static io.polygate.config.Kinds.text;
import static io.polygate.config.Kinds.whole;

import io.polygate.model.Secret;
import io.polygate.provider.Account;
import io.polygate.provider.ProviderConfig.Credential;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Every key of a credential: a key of the vendor's, or what tokens are got with, which counts where both are there.
final class CredentialSchema {

    /// The keys that say who the account is where no plain key does.
    static final List<String> ACCOUNT = List.of(
            "service-account",
            "tenant",
            "client-id",
            "client-secret",
            "authority",
            "access-key",
            "secret-key",
            "session-token",
            "oauth",
            "token-url");

    private static final URI AUTHORITY = URI.create("https://login.microsoftonline.com");

    private CredentialSchema() {}

    static Credential credential(Section s) {
        var value = s.find("value", secretOrNone(), new Secret("${OPENAI_API_KEY}"), "The key or token; or one of:");
        var accounts = new ArrayList<Account>();
        var tokenUrl = s.find(
                "token-url",
                address(),
                URI.create("https://oauth2.googleapis.com/token"),
                "Another server for tokens.");
        add(accounts, serviceAccount(s, tokenUrl));
        var client = client(s);
        add(accounts, oauth(s, tokenUrl, client));
        var entra = entra(s, client, accounts.isEmpty());
        add(accounts, entra);
        add(accounts, aws(s));
        var weight = s.get("weight", whole(0, 1_000_000), 1, "Its share of the calls; 0 takes it out.");
        if (value == null && accounts.isEmpty() && s.sound("value")) {
            s.problem(
                    "value",
                    "missing",
                    "a key, service-account, oauth, access-key with secret-key, or tenant with client-id and client-secret");
        }
        return new Credential(
                value == null ? new Secret("") : value, weight, accounts.isEmpty() ? null : accounts.getFirst());
    }

    private static void add(List<Account> accounts, @Nullable Account account) {
        if (account != null) {
            accounts.add(account);
        }
    }

    private static @Nullable Account serviceAccount(Section s, @Nullable URI tokenUrl) {
        var file = s.find("service-account", path(), Path.of("key.json"), "vertex: Google's key file.");
        return file == null ? null : new Account.ServiceAccount(file, tokenUrl);
    }

    /// An application that signs in.
    private record Client(@Nullable String id, @Nullable Secret secret) {}

    private static Client client(Section s) {
        return new Client(
                s.find(
                        "client-id",
                        text(),
                        "00000000-0000-0000-0000-000000000000",
                        "azure, gemini-cli: the application."),
                s.find("client-secret", secret(), new Secret("client-secret"), "azure, gemini-cli: its secret."));
    }

    private static @Nullable Account entra(Section s, Client client, boolean alone) {
        var tenant = s.find("tenant", text(), "contoso.onmicrosoft.com", "azure: Microsoft Entra.");
        var authority = s.get("authority", address(), AUTHORITY, "azure: who signs in; other clouds have their own.");
        boolean asked = tenant != null || client.id != null || client.secret != null;
        if (!alone || !asked) {
            return null;
        }
        if (tenant == null || client.id == null || client.secret == null) {
            var missing = tenant == null ? "tenant" : client.id == null ? "client-id" : "client-secret";
            s.problem(missing, "missing", "tenant, client-id and client-secret");
            return null;
        }
        return new Account.Entra(tenant, client.id, client.secret, authority);
    }

    private static @Nullable Account aws(Section s) {
        var access = s.find("access-key", text(), "AKIAIOSFODNN7EXAMPLE", "bedrock: an access key.");
        var secret = s.find("secret-key", secret(), new Secret("secret-key"), "bedrock: its secret.");
        var session = s.find("session-token", secretOrNone(), new Secret("session-token"), "bedrock: if it has one.");
        var region = s.find("region", Kinds.id(), "us-east-1", "bedrock: signed for; else as the address says.");
        if (access == null && secret == null) {
            return null;
        }
        if (access == null || secret == null) {
            s.problem(access == null ? "access-key" : "secret-key", "missing", "access-key and secret-key");
            return null;
        }
        return new Account.AwsKeys(access, secret, session, region);
    }

    private static @Nullable Account oauth(Section s, @Nullable URI tokenUrl, Client client) {
        var file =
                s.find("oauth", path(), Path.of("oauth_creds.json"), "qwen, gemini-cli, kiro: the signed-in account.");
        return file == null ? null : new Account.OAuth(file, tokenUrl, client.id, client.secret);
    }
}
