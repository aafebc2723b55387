package io.polygate.provider.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayProcess;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Received;
import io.polygate.testing.Script;
import io.polygate.testing.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a machine is signed in as, where a provider has no credentials: the AWS default chain and Google's application
/// default, each from the variables of a real process.
final class AmbientAccountsTest {

    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private static final String CONVERSED =
            "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"Hi\"}]}},"
                    + "\"stopReason\":\"end_turn\",\"usage\":{\"inputTokens\":5,\"outputTokens\":2,\"totalTokens\":7}}";
    private static final String GENERATED =
            "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"Hi\"}]},\"finishReason\":\"STOP\"}]}";

    @TempDir
    Path folder;

    private final FakeProvider backend = new FakeProvider();
    private final FakeProvider machine = new FakeProvider();

    @AfterEach
    void stop() {
        backend.close();
        machine.close();
    }

    private String url(FakeProvider server, String path) {
        return "http://127.0.0.1:" + server.port() + path;
    }

    private GatewayProcess gateway(Map<String, String> variables) {
        var environment = new HashMap<>(Map.of(
                "HOME",
                folder.toString(),
                "AWS_REGION",
                "eu-west-1",
                "AWS_EC2_METADATA_DISABLED",
                "true",
                "AWS_SHARED_CREDENTIALS_FILE",
                folder.resolve("none").toString(),
                "AWS_CONFIG_FILE",
                folder.resolve("none").toString(),
                "GOOGLE_APPLICATION_CREDENTIALS",
                ""));
        environment.putAll(variables);
        var text = new GatewayText()
                .account("id: aws, dialect: bedrock, base-url: \"" + url(backend, "") + "\"")
                .account(
                        "id: google, dialect: vertex, base-url: \"" + url(backend, "/v1/projects/p/locations/l") + "\"")
                .model("nova", "aws", "amazon.nova-lite-v1")
                .model("gemini", "google", "gemini-2.5-flash");
        return new GatewayProcess(text.toString(), folder, environment);
    }

    private static String asking(String model) {
        return Caller.HELLO.replace("gpt-test", model);
    }

    private Received signed(GatewayProcess gateway, String key) {
        backend.answers(Script.json(CONVERSED));
        var answer = gateway.caller().chat(asking("nova"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var asked = backend.take();
        assertThat(asked.header("authorization"))
                .contains("Credential=" + key + "/")
                .contains("/eu-west-1/bedrock/");
        assertThat(Signed.by(asked, SECRET)).isTrue();
        return asked;
    }

    private static String keys(String key, Instant ends) {
        return "{\"Code\":\"Success\",\"Type\":\"AWS-HMAC\",\"AccessKeyId\":\"" + key + "\",\"SecretAccessKey\":\""
                + SECRET + "\",\"Token\":\"session-of-" + key + "\",\"LastUpdated\":\"2026-01-01T00:00:00Z\","
                + "\"Expiration\":\"" + ends.truncatedTo(ChronoUnit.SECONDS) + "\"}";
    }

    @Test
    void variablesSignForAws() {
        try (var gateway = gateway(Map.of(
                "AWS_ACCESS_KEY_ID", "AKIDVARIABLE", "AWS_SECRET_ACCESS_KEY", SECRET, "AWS_SESSION_TOKEN", "s1"))) {
            assertThat(signed(gateway, "AKIDVARIABLE").header("x-amz-security-token"))
                    .isEqualTo("s1");
        }
    }

    @Test
    void theSharedFileSignsForAws() throws IOException {
        var file = Files.writeString(
                folder.resolve("credentials"),
                "[default]\naws_access_key_id = AKIDDEFAULT\naws_secret_access_key = x\n"
                        + "[work]\naws_access_key_id = AKIDFILE\naws_secret_access_key = " + SECRET + "\n");
        try (var gateway = gateway(Map.of("AWS_SHARED_CREDENTIALS_FILE", file.toString(), "AWS_PROFILE", "work"))) {
            signed(gateway, "AKIDFILE");
        }
    }

    @Test
    void aContainersSessionIsAskedForAgainWhenAwsCallsItExpired() {
        machine.answers(Script.json(keys("AKIDSECOND", Instant.now().plusSeconds(3_600))))
                .then(Script.json(keys("AKIDFIRST", Instant.now().plusSeconds(3_600))));
        try (var gateway = gateway(Map.of(
                "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                url(machine, "/get-credentials"),
                "AWS_CONTAINER_AUTHORIZATION_TOKEN",
                "container-token"))) {
            assertThat(signed(gateway, "AKIDFIRST").header("x-amz-security-token"))
                    .isEqualTo("session-of-AKIDFIRST");
            var asked = machine.take();
            assertThat(asked.path()).isEqualTo("/get-credentials");
            assertThat(asked.header("authorization")).isEqualTo("container-token");
            signed(gateway, "AKIDFIRST");
            assertThat(machine.waiting()).as("asked for once while they hold").isZero();
            backend.answers(Script.json(CONVERSED))
                    .then(Script.json(
                            403,
                            "{\"message\":\"The security token included in the request is expired\"}",
                            "x-amzn-errortype",
                            "ExpiredTokenException"));
            assertThat(gateway.caller().chat(asking("nova")).statusCode()).isEqualTo(200);
            assertThat(backend.take().header("authorization")).contains("AKIDFIRST");
            assertThat(backend.take().header("authorization")).contains("AKIDSECOND");
        }
    }

    @Test
    void theMachinesRoleSignsForAwsByTheSecondVersionOfTheMetadataService() {
        machine.answers(asked -> {
            boolean proven = "imds-token".equals(asked.header("x-aws-ec2-metadata-token"));
            var script = asked.method().equals("PUT") && asked.path().equals("/latest/api/token")
                    ? text("imds-token")
                    : !proven
                            ? Script.json(401, "{}")
                            : asked.path().endsWith("/security-credentials/")
                                    ? text("role")
                                    : asked.path().equals("/latest/meta-data/iam/security-credentials/role")
                                            ? Script.json(keys(
                                                    "AKIDROLE", Instant.now().plusSeconds(3_600)))
                                            : Script.json(404, "{}");
            script.play(asked);
        });
        try (var gateway = gateway(
                Map.of("AWS_EC2_METADATA_DISABLED", "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT", url(machine, "")))) {
            assertThat(signed(gateway, "AKIDROLE").header("x-amz-security-token"))
                    .isEqualTo("session-of-AKIDROLE");
            assertThat(machine.take().method()).isEqualTo("PUT");
        }
    }

    private static Script text(String text) {
        return received -> Script.body("text/plain", io.vertx.core.buffer.Buffer.buffer(text))
                .play(received);
    }

    @Test
    void theMetadataServerGivesGooglesToken() {
        machine.answers(Script.json(
                        "{\"access_token\":\"ya29-machine\",\"expires_in\":3599,\"token_type\":\"Bearer\"}"))
                .then(Script.json(503, "{}"));
        backend.answers(Script.json(GENERATED));
        try (var gateway = gateway(Map.of("GCE_METADATA_HOST", "127.0.0.1:" + machine.port()))) {
            var answer = gateway.caller().chat(asking("gemini"));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(backend.take().header("authorization")).isEqualTo("Bearer ya29-machine");
            var asked = machine.take();
            assertThat(asked.path()).isEqualTo("/computeMetadata/v1/instance/service-accounts/default/token");
            assertThat(asked.header("metadata-flavor")).isEqualTo("Google");
        }
    }

    @Test
    void aMachineThatIsNobodySaysSo() {
        machine.answers(Script.json(404, "{}"));
        try (var gateway = gateway(Map.of("GCE_METADATA_HOST", "127.0.0.1:" + machine.port()))) {
            var aws = gateway.caller().chat(asking("nova"));
            assertThat(aws.statusCode()).isEqualTo(502);
            assertThat(aws.body()).contains("the AWS default chain has no credentials");
            var google = gateway.caller().chat(asking("gemini"));
            assertThat(google.statusCode()).isEqualTo(502);
            assertThat(google.body()).contains("the machine's service account got no token: status 404");
        }
    }

    /// Callers hear why; which of several accounts it is only the log says, as its file.
    @Test
    void theLogSaysWhichAccountMustSignInAgain() throws IOException {
        machine.answers(Script.json(400, "{\"error\":\"invalid_grant\"}"));
        var dead = Files.writeString(
                folder.resolve("dead.json"), "{\"access_token\":\"old\",\"refresh_token\":\"r\",\"expiry_date\":1}");
        var gone = folder.resolve("gone.json");
        var text = new GatewayText()
                .account("id: qwen, dialect: qwen, credentials: [{oauth: \"" + dead + "\", token-url: \""
                        + url(machine, "/token") + "\"}, {oauth: \"" + gone + "\"}]")
                .model("coder", "qwen", "coder-model");
        try (var gateway = new GatewayProcess(text.toString(), folder, Map.of())) {
            assertThat(gateway.caller().chat(asking("coder")).statusCode()).isEqualTo(502);
            Wait.until(() -> gateway.output()
                            .contains(
                                    "dead.json: the Qwen account must sign in again: its refresh was refused (invalid_grant)")
                    && gateway.output().contains("gone.json: the Qwen account: the file cannot be read"));
        }
    }
}
