package io.polygate.app;

import io.polygate.config.ConfigResult;
import io.polygate.config.ConfigSources;
import io.polygate.config.GatewayConfig;
import io.polygate.telemetry.LogConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/// The process: `polygate [--config FILE] [--section.key=value …]`, or `polygate login PROVIDER`.
public final class Main {

    private static final int REFUSED = 2;
    private static final int FAILED = 1;

    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("login")) {
            LogSetup.apply(new LogConfig(LogConfig.Format.PLAIN, LogConfig.Level.WARN, false));
            System.exit(new Login(System.out, System.err).run(arguments, System.getenv()));
        }
        var sources = ConfigSources.of(arguments, System.getenv());
        switch (sources.action()) {
            case HELP -> System.out.print(ConfigSources.help());
            case VERSION -> System.out.println("polygate " + version());
            case RUN, CHECK, PRINT_CONFIG -> load(sources);
        }
    }

    private static void load(ConfigSources sources) {
        switch (GatewayConfig.load(sources)) {
            case ConfigResult.Refused refused -> {
                refused.problems().forEach(System.err::println);
                System.exit(REFUSED);
            }
            case ConfigResult.Accepted accepted -> {
                switch (sources.action()) {
                    case CHECK -> System.out.println("the configuration holds");
                    case PRINT_CONFIG -> System.out.print(accepted.config().redacted());
                    default -> run(sources, accepted);
                }
            }
        }
    }

    private static void run(ConfigSources sources, ConfigResult.Accepted accepted) {
        var config = accepted.config();
        LogSetup.apply(config.log());
        Logger log = LoggerFactory.getLogger(Main.class);
        accepted.notes().forEach(log::info);
        FirstRunKey key;
        try {
            key = FirstRunKey.of(config);
        } catch (IOException e) {
            System.err.println("data.dir: \"" + config.data().dir() + "\" (expected: a folder that can be written)");
            System.exit(REFUSED);
            return;
        }
        Node.start(config)
                .compose(node -> LiveConfig.open(node.vertx(), sources, config)
                        .compose(live -> Gateway.start(node, live, key.hashes())
                                .onSuccess(gateway -> started(gateway, live, key))))
                .onFailure(cause -> {
                    System.err.println(StartFailure.of(cause, config));
                    System.exit(FAILED);
                });
    }

    private static void started(Gateway gateway, LiveConfig live, FirstRunKey key) {
        var config = live.config();
        live.watch(next -> {
            LogSetup.apply(next.log());
            return gateway.use(next);
        });
        PrintStream banner = config.log().format() == LogConfig.Format.PLAIN ? System.out : System.err;
        banner.print(Banner.of(gateway, config, key.shown()));
        banner.flush();
        var stopping = new CountDownLatch(1);
        for (var name : new String[] {"TERM", "INT"}) {
            Signal.handle(new Signal(name), signal -> stopping.countDown());
        }
        Thread.ofPlatform().name("stop").start(() -> {
            try {
                stopping.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            live.stop();
            gateway.stop().onComplete(done -> Thread.ofPlatform().start(() -> System.exit(0)));
        });
    }

    static String version() {
        var version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
