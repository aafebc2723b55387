package io.polygate.provider;

import io.polygate.model.Secret;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Who the gateway is at a backend where a plain key does not say it: something that tokens are got with, or that
/// requests are signed with. Two that are equal share one token and one refresher.
public sealed interface Account {

    /// A Google service account: its key file as the console gives it. Without `tokenUrl` the file's `token_uri`
    /// counts.
    record ServiceAccount(Path file, @Nullable URI tokenUrl) implements Account {}

    /// A Microsoft Entra application. `authority` is the host that signs in, which differs between the clouds.
    record Entra(String tenant, String clientId, Secret clientSecret, URI authority) implements Account {}

    /// An access key of AWS; without `region` the endpoint's address names it.
    record AwsKeys(
            String accessKey,
            Secret secretKey,
            @Nullable Secret sessionToken,
            @Nullable String region) implements Account {}

    /// An account that a person signed in to; the file holds its tokens and is written when they change. Without
    /// `tokenUrl` the vendor's own server counts, without `clientId` the vendor's own client.
    record OAuth(
            Path file,
            @Nullable URI tokenUrl,
            @Nullable String clientId,
            @Nullable Secret clientSecret) implements Account {}

    /// What the machine itself is signed in as: Google's application default, or the AWS default chain.
    enum Ambient implements Account {
        GOOGLE,
        AWS
    }
}
