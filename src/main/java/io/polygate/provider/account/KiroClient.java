package io.polygate.provider.account;

import io.polygate.model.Secret;
import io.polygate.provider.Account;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Kiro's file `~/.aws/sso/cache/kiro-auth-token.json` and its refresh: of a social sign-in at Kiro's own server, of
/// IAM Identity Center (and Builder ID) at AWS's, as the client whose registration lies beside it as
/// `{clientIdHash}.json`.
record KiroClient(Vertx vertx, Account.OAuth account, TokenEndpoint endpoint) implements OAuthClient {

    private static final String REGION = "us-east-1";

    @Override
    public String name() {
        return "the Kiro account";
    }

    @Override
    public String tokenMember() {
        return "accessToken";
    }

    @Override
    public Signed read(Json file) {
        var facts = new HashMap<String, String>();
        var profile = file.string("profileArn");
        if (profile != null) {
            facts.put("profile", profile);
        }
        var token = new Token(new Secret(OAuthFiles.need(file, "accessToken", name())), facts);
        return new Signed(token, ends(file.string("expiresAt")));
    }

    private static Instant ends(@Nullable String text) {
        try {
            return text == null ? Instant.EPOCH : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    @Override
    public Future<TokenEndpoint.Answer> refresh(Json file) {
        var refresh = OAuthFiles.need(file, "refreshToken", name());
        var region = plain(file.string("region"));
        var method = String.valueOf(file.string("authMethod"));
        boolean idc = method.equalsIgnoreCase("idc") || method.equalsIgnoreCase("builder-id");
        if (!idc) {
            var body = new JsonWriter().object().field("refreshToken", refresh).endObject();
            var social = "https://prod." + region + ".auth.desktop.kiro.dev/refreshToken";
            return endpoint.json(server(social), body.toString(), Map.of());
        }
        return registration(file).compose(client -> {
            var body = new JsonWriter().object().field("clientId", OAuthFiles.need(client, "clientId", name()));
            body.field("clientSecret", OAuthFiles.need(client, "clientSecret", name()));
            body.field("grantType", "refresh_token")
                    .field("refreshToken", refresh)
                    .endObject();
            return endpoint.json(server("https://oidc." + region + ".amazonaws.com/token"), body.toString(), Map.of());
        });
    }

    private URI server(String usual) {
        return account.tokenUrl() == null ? URI.create(usual) : account.tokenUrl();
    }

    /// A region stands in a host name, so nothing else may.
    private static String plain(@Nullable String region) {
        return region != null && region.matches("[a-z]{2}(-[a-z]+)+-\\d") ? region : REGION;
    }

    /// The registered client: in the file itself, or in the one that its hash names.
    private Future<Json> registration(Json file) {
        if (file.string("clientId") != null) {
            return Future.succeededFuture(file);
        }
        var hash = file.string("clientIdHash");
        if (hash == null || !hash.matches("[0-9a-fA-F]{1,128}")) {
            throw Grants.unusable(name() + " lacks clientIdHash");
        }
        return vertx.fileSystem()
                .readFile(account.file().resolveSibling(hash + ".json").toString())
                .map(Json::parse)
                .recover(e -> Future.failedFuture(
                        e instanceof JsonSyntaxException
                                ? Grants.unusable(name() + ": the client's registration is not JSON")
                                : Grants.unusable(name() + ": the client's registration cannot be read")));
    }

    @Override
    public Map<String, String> changed(TokenEndpoint.Answer answer, Instant now) {
        var changed = new LinkedHashMap<String, String>();
        for (var member : new String[] {"accessToken", "refreshToken", "profileArn"}) {
            var value = answer.json().string(member);
            if (value != null && !value.isEmpty()) {
                changed.put(member, JsonWriter.quote(value));
            }
        }
        var seconds = answer.json().number("expiresIn");
        var ends = now.plusSeconds(seconds == null ? 3_600 : Math.max(0, seconds));
        changed.put("expiresAt", JsonWriter.quote(ends.toString()));
        return changed;
    }
}
