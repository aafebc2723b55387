package io.polygate.app;

import io.polygate.config.ConfigResult;
import io.polygate.config.ConfigSources;
import io.polygate.config.GatewayConfig;
import io.polygate.provider.Account;
import io.polygate.provider.ProviderConfig;
import io.polygate.provider.account.DeviceLogin;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// `polygate login PROVIDER [--config FILE]`: signs in to the account of a provider, in the file that its `oauth`
/// names; `qwen` and `kiro` alone mean the files of the vendors' own clients.
final class Login {

    private static final Map<String, Path> FILES = Map.of(
            "qwen", Path.of(".qwen", "oauth_creds.json"),
            "kiro", Path.of(".aws", "sso", "cache", "kiro-auth-token.json"));

    private final PrintStream out;
    private final PrintStream errors;

    Login(PrintStream out, PrintStream errors) {
        this.out = out;
        this.errors = errors;
    }

    /// The exit code of the process.
    int run(String[] arguments, Map<String, String> environment) {
        if (arguments.length < 2 || arguments[1].startsWith("-")) {
            errors.println("login: no provider (expected: polygate login PROVIDER [--config FILE])");
            return 2;
        }
        var name = arguments[1];
        var sources = ConfigSources.of(Arrays.copyOfRange(arguments, 2, arguments.length), environment);
        return switch (GatewayConfig.load(sources)) {
            case ConfigResult.Refused refused -> {
                refused.problems().forEach(errors::println);
                yield 2;
            }
            case ConfigResult.Accepted accepted -> {
                var provider = accepted.config().providers().stream()
                        .filter(known -> known.id().equals(name))
                        .findFirst()
                        .orElse(null);
                yield signIn(name, provider, environment);
            }
        };
    }

    private int signIn(String name, @Nullable ProviderConfig provider, Map<String, String> environment) {
        var dialect = provider == null ? name : provider.dialect();
        var usual = FILES.get(dialect);
        if (usual == null) {
            errors.println("login: \"" + name
                    + "\" (expected: qwen, kiro, or the id of a provider that speaks one of them; for gemini-cli sign"
                    + " in with the vendor's own client and name its file as oauth)");
            return 2;
        }
        var home = Path.of(environment.getOrDefault("HOME", "."));
        var account = account(provider, home.resolve(usual));
        var vertx = Vertx.vertx();
        var login = Objects.requireNonNull(DeviceLogin.of(dialect, vertx, account, out::println));
        var done = new CountDownLatch(1);
        var failure = new AtomicReference<@Nullable Throwable>();
        login.run().onComplete(ended -> {
            failure.set(ended.cause());
            vertx.close();
            done.countDown();
        });
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
        var cause = failure.get();
        if (cause != null) {
            errors.println("login: " + cause.getMessage());
            return 1;
        }
        out.println("Signed in: " + account.file());
        return 0;
    }

    /// Of several accounts the first without a file, so that one after the other can be signed in to.
    private static Account.OAuth account(@Nullable ProviderConfig provider, Path usual) {
        var named = new ArrayList<Account.OAuth>();
        if (provider != null) {
            for (var credential : provider.credentials()) {
                if (credential.account() instanceof Account.OAuth account) {
                    named.add(account);
                }
            }
        }
        if (named.isEmpty()) {
            return new Account.OAuth(usual, null, null, null);
        }
        return named.stream()
                .filter(account -> !Files.exists(account.file()))
                .findFirst()
                .orElse(named.getFirst());
    }
}
