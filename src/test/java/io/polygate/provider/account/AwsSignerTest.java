package io.polygate.provider.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.provider.dialect.Identity.Outgoing;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/// AWS's published examples of signatures:
/// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html.
final class AwsSignerTest {

    private static final AwsCredentialsIdentity KEYS =
            AwsCredentialsIdentity.create("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2013-05-24T00:00:00Z"), ZoneOffset.UTC);

    private static Map<String, String> sign(String url) {
        var request = new Outgoing(
                HttpMethod.GET, URI.create("https://examplebucket.s3.amazonaws.com" + url), Buffer.buffer());
        return new AwsSigner("s3", "us-east-1", false).sign(request, KEYS, CLOCK);
    }

    @ParameterizedTest
    @CsvSource({
        "/?lifecycle, fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        "/?max-keys=2&prefix=J, 34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
    })
    void publishedExamplesAreSignedAsPublished(String url, String signature) {
        var signed = sign(url);
        assertThat(signed.get("x-amz-date")).isEqualTo("20130524T000000Z");
        assertThat(signed.get("authorization"))
                .isEqualTo("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
                        + "SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=" + signature);
    }

    @Test
    void theHostIsSignedAndLeftToTheClient() {
        assertThat(sign("/")).containsOnlyKeys("authorization", "x-amz-date", "x-amz-content-sha256");
    }
}
