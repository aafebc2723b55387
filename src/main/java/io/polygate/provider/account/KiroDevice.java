package io.polygate.provider.account;

import io.polygate.provider.Account;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Kiro's sign-in with an AWS Builder ID, at AWS's own server
/// (https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference): a client is registered first, and kept in the
/// account's file, since the refresh needs it.
final class KiroDevice implements DeviceClient {

    private static final URI SERVER = URI.create("https://oidc.us-east-1.amazonaws.com/token");
    private static final String START = "https://view.awsapps.com/start";
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";
    private static final String[] SCOPES = {"completions", "analysis", "conversations", "transformations", "taskassist"
    };
    private static final int USUAL_SECONDS = 5;
    private static final long USUAL_LIFE = 600;

    private final Vertx vertx;
    private final Account.OAuth account;
    private final TokenEndpoint endpoint;
    private @Nullable Json client;

    KiroDevice(Vertx vertx, Account.OAuth account, TokenEndpoint endpoint) {
        this.vertx = vertx;
        this.account = account;
        this.endpoint = endpoint;
    }

    @Override
    public String name() {
        return "the Kiro account";
    }

    private URI server() {
        return Objects.requireNonNullElse(account.tokenUrl(), SERVER);
    }

    @Override
    public Future<Code> begin() {
        var json = new JsonWriter().object().field("clientName", "Polygate").field("clientType", "public");
        json.name("scopes").array();
        for (var scope : SCOPES) {
            json.value("codewhisperer:" + scope);
        }
        json.endArray()
                .name("grantTypes")
                .array()
                .value(GRANT)
                .value("refresh_token")
                .endArray();
        json.field("issuerUrl", START).endObject();
        return endpoint.json(server().resolve("client/register"), json.toString(), Map.of())
                .compose(this::registered)
                .map(this::code);
    }

    private Future<TokenEndpoint.Answer> registered(TokenEndpoint.Answer answer) {
        if (!answer.ok()) {
            throw Grants.refused(name(), answer);
        }
        client = answer.json();
        var body = request().field("startUrl", START).endObject();
        return endpoint.json(server().resolve("device_authorization"), body.toString(), Map.of());
    }

    /// What the client says of itself, to go on with.
    private JsonWriter request() {
        return new JsonWriter()
                .object()
                .field("clientId", said("clientId"))
                .field("clientSecret", said("clientSecret"));
    }

    private String said(String member) {
        return OAuthFiles.need(Objects.requireNonNull(client), member, name());
    }

    private Code code(TokenEndpoint.Answer answer) {
        var json = answer.json();
        var code = json.string("deviceCode");
        if (!answer.ok() || code == null) {
            throw Grants.refused(name(), answer);
        }
        var whole = json.string("verificationUriComplete");
        var seconds = json.number("expiresIn");
        var interval = json.number("interval");
        return new Code(
                code,
                String.valueOf(whole == null ? json.string("verificationUri") : whole),
                String.valueOf(json.string("userCode")),
                seconds == null ? USUAL_LIFE : seconds,
                interval == null ? USUAL_SECONDS : interval.intValue());
    }

    @Override
    public Future<TokenEndpoint.Answer> ask(Code code) {
        var body = request()
                .field("grantType", GRANT)
                .field("deviceCode", code.code())
                .endObject();
        return endpoint.json(server(), body.toString(), Map.of());
    }

    @Override
    public String file(TokenEndpoint.Answer answer) {
        var members = new LinkedHashMap<>(new KiroClient(vertx, account, endpoint).changed(answer, Instant.now()));
        if (!members.containsKey("accessToken")) {
            throw Grants.refused(name(), answer);
        }
        members.put("authMethod", JsonWriter.quote("IdC"));
        members.put("provider", JsonWriter.quote("BuilderId"));
        members.put("region", JsonWriter.quote("us-east-1"));
        members.put("clientId", JsonWriter.quote(said("clientId")));
        members.put("clientSecret", JsonWriter.quote(said("clientSecret")));
        return OAuthFiles.merged(Json.parse("{}"), members);
    }
}
