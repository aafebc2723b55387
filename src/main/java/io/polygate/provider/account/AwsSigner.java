package io.polygate.provider.account;

import io.polygate.provider.dialect.Identity.Outgoing;
import java.io.ByteArrayInputStream;
import java.time.Clock;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/// Signs requests by AWS Signature Version 4, with AWS's own library
/// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
///
/// @param service the name of the service in the signature's scope
/// @param encodePathTwice as every service but S3 wants it
record AwsSigner(String service, String region, boolean encodePathTwice) {

    private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();

    /// The headers of the signature, without the host.
    Map<String, String> sign(Outgoing request, AwsCredentialsIdentity identity, Clock clock) {
        var url = request.url();
        boolean tls = "https".equals(url.getScheme());
        var unsigned = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.fromValue(request.method().name()))
                .protocol(url.getScheme())
                .host(url.getHost())
                .port(url.getPort() > 0 ? url.getPort() : tls ? 443 : 80)
                .encodedPath(url.getRawPath());
        query(url.getRawQuery(), unsigned);
        var body = request.body().getBytes();
        var signed = SIGNER.sign(wanted -> wanted.identity(identity)
                .request(unsigned.build())
                .payload(() -> new ByteArrayInputStream(body))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, encodePathTwice)
                .putProperty(HttpSigner.SIGNING_CLOCK, clock));
        var headers = new HashMap<String, String>();
        signed.request().headers().forEach((name, values) -> {
            var lower = name.toLowerCase(Locale.ROOT);
            if (!lower.equals("host")) {
                headers.put(lower, String.join(",", values));
            }
        });
        return headers;
    }

    private static void query(@org.jspecify.annotations.Nullable String raw, SdkHttpFullRequest.Builder request) {
        if (raw == null) {
            return;
        }
        for (var pair : raw.split("&")) {
            int equals = pair.indexOf('=');
            request.appendRawQueryParameter(
                    equals < 0 ? pair : pair.substring(0, equals), equals < 0 ? "" : pair.substring(equals + 1));
        }
    }
}
