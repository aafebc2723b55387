package io.polygate.provider.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayProcess;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Received;
import io.polygate.testing.Script;
import io.polygate.testing.VendorScripts;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bedrock by the AWS default chain where AWS is asked for a session first: web identity, roles of profiles, and SSO.
final class AssumedRolesTest {

    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private static final String ROLE = "arn:aws:iam::123456789012:role/polygate";

    @TempDir
    Path folder;

    private final FakeProvider backend = new FakeProvider();
    private final FakeProvider aws = new FakeProvider();

    @AfterEach
    void stop() {
        backend.close();
        aws.close();
    }

    private GatewayProcess gateway(Map<String, String> variables) {
        var environment = new HashMap<>(Map.of(
                "HOME",
                folder.toString(),
                "AWS_REGION",
                "eu-west-1",
                "AWS_EC2_METADATA_DISABLED",
                "true",
                "AWS_ENDPOINT_URL",
                "http://127.0.0.1:" + aws.port(),
                "AWS_SHARED_CREDENTIALS_FILE",
                folder.resolve("none").toString(),
                "AWS_CONFIG_FILE",
                folder.resolve("config").toString()));
        environment.putAll(variables);
        var text = new GatewayText()
                .account("id: aws, dialect: bedrock, base-url: \"http://127.0.0.1:" + backend.port() + "\"")
                .model("nova", "aws", "amazon.nova-lite-v1");
        return new GatewayProcess(text.toString(), folder, environment);
    }

    private Received signed(GatewayProcess gateway, String key) {
        backend.answers(Script.json(VendorScripts.CONVERSE));
        var answer = gateway.caller().chat(Caller.HELLO.replace("gpt-test", "nova"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var asked = backend.take();
        assertThat(asked.header("authorization")).contains("Credential=" + key + "/");
        assertThat(asked.header("x-amz-security-token")).isEqualTo("session-of-" + key);
        assertThat(Signed.by(asked, SECRET)).isTrue();
        return asked;
    }

    private static Script session(String action, String key, Instant ends) {
        return xml("<" + action + "Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><" + action
                + "Result><Credentials><AccessKeyId>" + key + "</AccessKeyId><SecretAccessKey>" + SECRET
                + "</SecretAccessKey><SessionToken>session-of-" + key + "</SessionToken><Expiration>"
                + ends.truncatedTo(ChronoUnit.SECONDS) + "</Expiration></Credentials></" + action
                + "Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></" + action + "Response>");
    }

    private static Script xml(String text) {
        return Script.body("text/xml", Buffer.buffer(text));
    }

    private static Instant later() {
        return Instant.now().plusSeconds(3_600);
    }

    @Test
    void theTokenOfAWebIdentityIsTradedForASession() throws IOException {
        var token = Files.writeString(folder.resolve("token"), "eks.web.token");
        aws.answers(session("AssumeRoleWithWebIdentity", "ASIASECOND", later()))
                .then(session("AssumeRoleWithWebIdentity", "ASIAFIRST", later()));
        try (var gateway = gateway(Map.of("AWS_WEB_IDENTITY_TOKEN_FILE", token.toString(), "AWS_ROLE_ARN", ROLE))) {
            signed(gateway, "ASIAFIRST");
            assertThat(aws.take().body())
                    .contains("Action=AssumeRoleWithWebIdentity")
                    .contains("WebIdentityToken=eks.web.token")
                    .contains("RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fpolygate");
            signed(gateway, "ASIAFIRST");
            assertThat(aws.waiting()).as("asked for once while it holds").isZero();
            Files.writeString(token, "eks.rotated.token");
            backend.answers(Script.json(VendorScripts.CONVERSE))
                    .then(Script.json(403, "{}", "x-amzn-errortype", "ExpiredTokenException"));
            var answer = gateway.caller().chat(Caller.HELLO.replace("gpt-test", "nova"));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(aws.take().body()).contains("WebIdentityToken=eks.rotated.token");
            assertThat(backend.take().header("authorization")).contains("ASIAFIRST");
            assertThat(backend.take().header("authorization")).contains("ASIASECOND");
        }
    }

    @Test
    void theRoleOfAProfileIsAssumedWithTheKeysOfAnother() throws IOException {
        Files.writeString(folder.resolve("config"), """
                [profile work]
                role_arn = %s
                source_profile = base
                external_id = outside
                [profile base]
                aws_access_key_id = AKIDBASE
                aws_secret_access_key = %s
                """.formatted(ROLE, SECRET));
        aws.answers(session("AssumeRole", "ASIAROLE", later()));
        try (var gateway = gateway(Map.of("AWS_PROFILE", "work"))) {
            signed(gateway, "ASIAROLE");
            var asked = aws.take();
            assertThat(asked.body()).contains("Action=AssumeRole&").contains("ExternalId=outside");
            assertThat(asked.header("authorization")).contains("Credential=AKIDBASE/");
        }
    }

    @Test
    void whoSignedInBySsoGetsTheKeysOfTheProfilesRole() throws Exception {
        var start = "https://contoso.awsapps.com/start";
        Files.writeString(folder.resolve("config"), """
                [profile person]
                sso_start_url = %s
                sso_region = eu-west-1
                sso_account_id = 123456789012
                sso_role_name = polygate
                """.formatted(start));
        var cache = Files.createDirectories(folder.resolve(".aws/sso/cache"));
        Files.writeString(
                cache.resolve(sha1(start) + ".json"),
                "{\"startUrl\":\"" + start
                        + "\",\"region\":\"eu-west-1\",\"accessToken\":\"sso-token\",\"expiresAt\":\""
                        + later().truncatedTo(ChronoUnit.SECONDS) + "\"}");
        aws.answers(Script.json("{\"roleCredentials\":{\"accessKeyId\":\"ASIASSO\",\"secretAccessKey\":\"" + SECRET
                + "\",\"sessionToken\":\"session-of-ASIASSO\",\"expiration\":" + later().toEpochMilli() + "}}"));
        try (var gateway = gateway(Map.of("AWS_PROFILE", "person"))) {
            signed(gateway, "ASIASSO");
            var asked = aws.take();
            assertThat(asked.uri()).startsWith("/federation/credentials?").contains("role_name=polygate");
            assertThat(asked.header("x-amz-sso_bearer_token")).isEqualTo("sso-token");
        }
    }

    @Test
    void aRoleThatIsRefusedIsSaidWithoutTheTokenAndLoggedWithTheReason() throws IOException {
        var token = Files.writeString(folder.resolve("token"), "eks.web.token");
        aws.answers(Script.json(
                403,
                "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>"
                        + "<Code>AccessDenied</Code><Message>Not authorized to perform"
                        + " sts:AssumeRoleWithWebIdentity</Message></Error><RequestId>1</RequestId></ErrorResponse>"));
        try (var gateway = gateway(Map.of("AWS_WEB_IDENTITY_TOKEN_FILE", token.toString(), "AWS_ROLE_ARN", ROLE))) {
            var answer = gateway.caller().chat(Caller.HELLO.replace("gpt-test", "nova"));
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.body()).contains("the AWS default chain has no credentials");
            assertThat(gateway.output())
                    .contains("Not authorized to perform sts:AssumeRoleWithWebIdentity")
                    .doesNotContain("eks.web.token");
        }
    }

    private static String sha1(String text) throws GeneralSecurityException {
        var digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest);
    }
}
