package io.polygate.provider.account;

import io.polygate.model.Secret;
import io.polygate.provider.Account;
import io.polygate.provider.dialect.Identity;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// Qwen Code's file `~/.qwen/oauth_creds.json` and its refresh; `resource_url` names the account's own address.
record QwenClient(Account.OAuth account, TokenEndpoint endpoint) implements OAuthClient {

    static final String CLIENT_ID = "f0304373b74a44d2b584a3fb70ca9e56";
    static final URI SERVER = URI.create("https://chat.qwen.ai/api/v1/oauth2/token");

    @Override
    public String name() {
        return "the Qwen account";
    }

    @Override
    public Signed read(Json file) {
        var facts = new LinkedHashMap<String, String>();
        var resource = file.string("resource_url");
        if (resource != null && !resource.isBlank()) {
            facts.put(Identity.ADDRESS, address(resource.strip()));
        }
        return new Signed(new Token(new Secret(OAuthFiles.need(file, "access_token", name())), facts), ends(file));
    }

    /// When a file with `expiry_date` in milliseconds says so.
    static Instant ends(Json file) {
        var millis = file.number("expiry_date");
        return millis == null ? Instant.EPOCH : Instant.ofEpochMilli(millis);
    }

    /// A bare host is one of HTTPS; every address ends in `/v1`.
    private static String address(String resource) {
        var url = resource.startsWith("http") ? resource : "https://" + resource;
        var bare = url.replaceFirst("/+$", "");
        return bare.endsWith("/v1") ? bare : bare + "/v1";
    }

    @Override
    public Future<TokenEndpoint.Answer> refresh(Json file) {
        return endpoint.form(
                Objects.requireNonNullElse(account.tokenUrl(), SERVER),
                Map.of(
                        "grant_type", "refresh_token",
                        "refresh_token", OAuthFiles.need(file, "refresh_token", name()),
                        "client_id", Objects.requireNonNullElse(account.clientId(), CLIENT_ID)));
    }

    @Override
    public Map<String, String> changed(TokenEndpoint.Answer answer, Instant now) {
        return changed(answer, now, "access_token", "refresh_token", "token_type", "resource_url", "scope", "id_token");
    }

    /// The members that an answer has, and when its token ends.
    static Map<String, String> changed(TokenEndpoint.Answer answer, Instant now, String... names) {
        var changed = new LinkedHashMap<String, String>();
        for (var name : names) {
            var value = answer.json().string(name);
            if (value != null && !value.isEmpty()) {
                changed.put(name, JsonWriter.quote(value));
            }
        }
        changed.put(
                "expiry_date", Long.toString(now.plus(Grants.lifetime(answer)).toEpochMilli()));
        return changed;
    }
}
