package io.polygate.provider.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.polygate.testing.Received;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Checks AWS's signature of a request as its servers do, without any library.
final class Signed {

    private static final Pattern FORM = Pattern.compile(
            "AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8}/[^,]+), SignedHeaders=([^,]+), Signature=(.+)");

    private Signed() {}

    /// Whether the request as it came bears the signature of this key.
    static boolean by(Received request, String secret) {
        var said = FORM.matcher(String.valueOf(request.header("authorization")));
        if (!said.matches()) {
            return false;
        }
        var canonical =
                new StringBuilder("POST\n").append(path(request.rawPath())).append("\n\n");
        for (var name : said.group(3).split(";")) {
            canonical.append(name).append(':').append(request.header(name)).append('\n');
        }
        canonical.append('\n').append(said.group(3)).append('\n').append(hash(request.body()));
        var scope = said.group(2);
        var text =
                "AWS4-HMAC-SHA256\n" + request.header("x-amz-date") + "\n" + scope + "\n" + hash(canonical.toString());
        byte[] key = ("AWS4" + secret).getBytes(UTF_8);
        for (var part : scope.split("/")) {
            key = mac(key, part);
        }
        return HexFormat.of().formatHex(mac(key, text)).equals(said.group(4));
    }

    /// The path as it came, encoded once more.
    private static String path(String raw) {
        return raw.replace("%", "%25");
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String hash(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
