package io.polygate.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayProcess;
import io.polygate.testing.Script;
import io.polygate.wire.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LoginTest {

    @TempDir
    Path folder;

    private final FakeProvider server = new FakeProvider();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @AfterEach
    void stop() {
        server.close();
    }

    private int login(String name) throws IOException {
        return login(name, "qwen");
    }

    private Path config(String dialect, String... files) throws IOException {
        var accounts = Stream.of(files)
                .map(file -> "{oauth: \"" + folder.resolve(file) + "\", token-url: \"http://127.0.0.1:" + server.port()
                        + "/oauth2/token\"}")
                .collect(Collectors.joining(", "));
        return Files.writeString(
                folder.resolve("gateway.yaml"),
                "providers: [{id: mine, dialect: " + dialect + ", credentials: [" + accounts + "]}]\n");
    }

    private int login(String name, String dialect) throws IOException {
        return login(name, config(dialect, "in/creds.json"));
    }

    private int login(String name, Path config) {
        return new Login(new PrintStream(out, true, UTF_8), new PrintStream(errors, true, UTF_8))
                .run(new String[] {"login", name, "--config", config.toString()}, Map.of());
    }

    private static final String CODE =
            "{\"device_code\":\"dc\",\"user_code\":\"ABCD\",\"verification_uri\":\"https://q/a\","
                    + "\"verification_uri_complete\":\"https://q/a?c=ABCD\",\"expires_in\":60,\"interval\":1}";

    @Test
    void aPersonAgreesOnAPageAndTheFileIsWritten() throws IOException, GeneralSecurityException {
        server.answers(
                        Script.json(
                                "{\"access_token\":\"at\",\"refresh_token\":\"rt\",\"token_type\":\"Bearer\",\"expires_in\":3600,\"resource_url\":\"portal.qwen.ai\"}"))
                .then(Script.json(CODE))
                .then(Script.json(400, "{\"error\":\"authorization_pending\"}"));
        assertThat(login("mine")).isZero();
        assertThat(out.toString(UTF_8))
                .contains("https://q/a?c=ABCD")
                .contains("ABCD")
                .doesNotContain("\"at\"");
        var file = folder.resolve("in/creds.json");
        var written = Json.parse(Files.readString(file));
        assertThat(written.string("access_token")).isEqualTo("at");
        assertThat(written.string("resource_url")).isEqualTo("portal.qwen.ai");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        var asked = server.take();
        assertThat(asked.path()).isEqualTo("/oauth2/device/code");
        var challenge = asked.body().replaceFirst(".*code_challenge=", "").replaceFirst("&.*", "");
        server.take();
        var polled = URLDecoder.decode(server.take().body(), UTF_8);
        var verifier = polled.replaceFirst(".*code_verifier=", "").replaceFirst("&.*", "");
        assertThat(Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(UTF_8))))
                .isEqualTo(challenge);
        assertThat(polled)
                .contains("device_code=dc")
                .contains("grant_type=urn:ietf:params:oauth:grant-type:device_code");
    }

    @Test
    void aRefusalIsSaid() throws IOException {
        server.answers(Script.json(400, "{\"error\":\"access_denied\"}")).then(Script.json(CODE));
        assertThat(login("mine")).isEqualTo(1);
        assertThat(errors.toString(UTF_8)).contains("access_denied");
        assertThat(folder.resolve("in/creds.json")).doesNotExist();
    }

    @Test
    void aVendorWithoutSuchASignInIsNamed() throws IOException {
        assertThat(login("gemini-cli")).isEqualTo(2);
        assertThat(errors.toString(UTF_8)).contains("\"gemini-cli\"").contains("qwen");
    }

    @Test
    void kiroSignsInByABuilderIdWhoseClientTheRefreshKnows() throws IOException {
        server.answers(asked -> (switch (asked.path()) {
                    case "/oauth2/client/register" ->
                        Script.json(
                                "{\"clientId\":\"cid\",\"clientSecret\":\"cs\",\"clientSecretExpiresAt\":1900000000}");
                    case "/oauth2/device_authorization" ->
                        Script.json(
                                "{\"deviceCode\":\"dc\",\"userCode\":\"WXYZ\",\"verificationUri\":\"https://d/\","
                                        + "\"verificationUriComplete\":\"https://d/?c=WXYZ\",\"expiresIn\":600,\"interval\":1}");
                    default ->
                        server.waiting() < 4
                                ? Script.json(400, "{\"error\":\"authorization_pending\"}")
                                : Script.json("{\"accessToken\":\"at\",\"refreshToken\":\"rt\",\"expiresIn\":3600,"
                                        + "\"tokenType\":\"Bearer\"}");
                })
                .play(asked));
        assertThat(login("mine", "kiro")).as(errors.toString(UTF_8)).isZero();
        assertThat(out.toString(UTF_8)).contains("https://d/?c=WXYZ").contains("WXYZ");
        var registered = server.take().json();
        assertThat(registered.string("clientType")).isEqualTo("public");
        assertThat(registered.raw("scopes")).contains("codewhisperer:conversations");
        assertThat(server.take().json().string("startUrl")).isEqualTo("https://view.awsapps.com/start");
        assertThat(server.take().body())
                .isEqualTo("{\"clientId\":\"cid\",\"clientSecret\":\"cs\","
                        + "\"grantType\":\"urn:ietf:params:oauth:grant-type:device_code\",\"deviceCode\":\"dc\"}");
        var file = folder.resolve("in/creds.json");
        var written = Json.parse(Files.readString(file));
        assertThat(written.string("accessToken")).isEqualTo("at");
        assertThat(written.string("refreshToken")).isEqualTo("rt");
        assertThat(written.string("authMethod")).isEqualTo("IdC");
        assertThat(written.string("clientSecret")).isEqualTo("cs");
        assertThat(written.string("expiresAt")).endsWith("Z");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    private static final String TOKEN =
            "{\"access_token\":\"at\",\"refresh_token\":\"rt\",\"token_type\":\"Bearer\",\"expires_in\":3600}";

    @Test
    void severalAccountsAreSignedInToOneAfterTheOther() throws IOException {
        var config = config("qwen", "a.json", "b.json");
        for (var file : new String[] {"a.json", "b.json", "a.json"}) {
            server.answers(Script.json(TOKEN)).then(Script.json(CODE));
            assertThat(login("mine", config)).as(errors.toString(UTF_8)).isZero();
            assertThat(out.toString(UTF_8)).endsWith("Signed in: " + folder.resolve(file) + "\n");
        }
    }

    @Test
    void theProcessTellsAPersonNothingElse() throws IOException, InterruptedException {
        server.answers(Script.json(TOKEN)).then(Script.json(CODE));
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        GatewayProcess.classPath(),
                        "io.polygate.app.Main",
                        "login",
                        "mine",
                        "--config",
                        config("qwen", "a.json").toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes(), UTF_8).lines())
                .containsExactly(
                        "Open https://q/a?c=ABCD and agree there.",
                        "The code is ABCD.",
                        "Signed in: " + folder.resolve("a.json"));
        assertThat(process.waitFor()).isZero();
    }
}
