package io.polygate.provider.account;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/// Google's application default credentials
/// (https://cloud.google.com/docs/authentication/application-default-credentials): the file that
/// `GOOGLE_APPLICATION_CREDENTIALS` names, else the one that `gcloud` wrote, else the metadata server of the machine
/// (`GCE_METADATA_HOST` names another one).
final class GoogleDefault {

    private static final String TOKEN = "/computeMetadata/v1/instance/service-accounts/default/token";
    private static final String HOST = "metadata.google.internal";
    private static final Map<String, String> FLAVOUR = Map.of("metadata-flavor", "Google");

    private GoogleDefault() {}

    static Supplier<Future<Held<Token>>> grant(Vertx vertx, TokenEndpoint endpoint, Map<String, String> environment) {
        var named = environment.getOrDefault("GOOGLE_APPLICATION_CREDENTIALS", "");
        if (!named.isBlank()) {
            return new GoogleFileGrant(vertx, endpoint, Path.of(named.strip()), null);
        }
        var written = Path.of(
                environment.getOrDefault("HOME", "/"), ".config", "gcloud", "application_default_credentials.json");
        var file = new GoogleFileGrant(vertx, endpoint, written, null);
        var host = environment.getOrDefault("GCE_METADATA_HOST", HOST);
        var server = URI.create("http://" + host + TOKEN);
        return () -> vertx.fileSystem()
                .exists(written.toString())
                .compose(there -> there
                        ? file.get()
                        : endpoint.get(server, FLAVOUR)
                                .recover(e -> Future.failedFuture(nobody()))
                                .map(answer -> Grants.read("the machine's service account", answer)));
    }

    private static Throwable nobody() {
        var message = "the provider has no credentials, and this machine is not signed in at Google";
        return GatewayError.of(ErrorKind.UPSTREAM_AUTH, message).asException();
    }
}
