package io.polygate.provider.account;

import io.polygate.model.Secret;
import io.polygate.provider.Account;
import io.polygate.wire.json.Json;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// The file `~/.gemini/oauth_creds.json` of the Gemini CLI and its refresh at Google. The client is the one that
/// signed in: Google wants the secret that its source publishes, from the configuration or as `client_secret` in the
/// file.
record GeminiCliClient(Account.OAuth account, TokenEndpoint endpoint) implements OAuthClient {

    private static final String CLIENT_ID = "681255809395-oo8ft2oprdrnp9e3aqf6av3hmdib135j.apps.googleusercontent.com";
    private static final URI SERVER = URI.create("https://oauth2.googleapis.com/token");

    @Override
    public String name() {
        return "the Gemini CLI account";
    }

    @Override
    public Signed read(Json file) {
        var facts = new HashMap<String, String>();
        var project = file.string("project_id") == null ? file.string("project") : file.string("project_id");
        if (project != null && !project.isBlank()) {
            facts.put("project", project);
        }
        var token = new Token(new Secret(OAuthFiles.need(file, "access_token", name())), facts);
        return new Signed(token, QwenClient.ends(file));
    }

    @Override
    public Future<TokenEndpoint.Answer> refresh(Json file) {
        var fields = new HashMap<String, String>();
        fields.put("grant_type", "refresh_token");
        fields.put("refresh_token", OAuthFiles.need(file, "refresh_token", name()));
        var id = account.clientId() == null ? file.string("client_id") : account.clientId();
        fields.put("client_id", Objects.requireNonNullElse(id, CLIENT_ID));
        var secret = account.clientSecret() == null
                ? file.string("client_secret")
                : account.clientSecret().value();
        if (secret != null) {
            fields.put("client_secret", secret);
        }
        return endpoint.form(Objects.requireNonNullElse(account.tokenUrl(), SERVER), fields);
    }

    @Override
    public Map<String, String> changed(TokenEndpoint.Answer answer, Instant now) {
        return QwenClient.changed(answer, now, "access_token", "refresh_token", "token_type", "scope", "id_token");
    }
}
