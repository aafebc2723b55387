package io.polygate.provider.account;

import io.polygate.provider.Account;
import io.vertx.core.Future;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;

/// A token of Microsoft Entra for an application, by the client credentials grant
/// (https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow).
record EntraGrant(Account.Entra account, TokenEndpoint endpoint) implements Supplier<Future<Held<Token>>> {

    @Override
    public Future<Held<Token>> get() {
        var tenant = URLEncoder.encode(account.tenant(), StandardCharsets.UTF_8);
        var base = account.authority().toString().replaceAll("/+$", "");
        return endpoint.form(
                        URI.create(base + "/" + tenant + "/oauth2/v2.0/token"),
                        Map.of(
                                "grant_type", "client_credentials",
                                "client_id", account.clientId(),
                                "client_secret", account.clientSecret().value(),
                                "scope", scope()))
                .map(answer -> Grants.read("the Entra application", answer));
    }

    /// The clouds that are apart (China, US government) have resources of their own names.
    private String scope() {
        var host = String.valueOf(account.authority().getHost());
        var end = host.endsWith(".cn") ? "cn" : host.endsWith(".us") ? "us" : "com";
        return "https://cognitiveservices.azure." + end + "/.default";
    }
}
