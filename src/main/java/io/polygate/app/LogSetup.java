package io.polygate.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.polygate.telemetry.LogConfig;
import org.slf4j.LoggerFactory;

/// Sets up the log as the configuration says: standard output, a line each.
final class LogSetup {

    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z', UTC} %level %logger{0} %msg%n";

    private LogSetup() {}

    static void apply(LogConfig config) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setEncoder(encoder(config, context));
        appender.start();
        var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
        // Both tell of every node that goes at length; that a node is gone is told by what becomes of its calls.
        context.getLogger("com.hazelcast").setLevel(Level.ERROR);
        context.getLogger("io.vertx.core.eventbus").setLevel(Level.ERROR);
        // Who breaks off, caller or backend, is told of by the line of the call; these add an error to each.
        context.getLogger("io.vertx.core.http.impl.HttpClientResponseImpl").setLevel(Level.OFF);
        context.getLogger("io.vertx.core.net.impl.ConnectionBase").setLevel(Level.OFF);
        context.getLogger("io.polygate").setLevel(Level.toLevel(config.level().name()));
    }

    private static Encoder<ILoggingEvent> encoder(LogConfig config, LoggerContext context) {
        if (config.format() == LogConfig.Format.JSON) {
            var json = new JsonEncoder();
            json.setContext(context);
            json.setWithArguments(false);
            json.setWithContext(false);
            json.setWithSequenceNumber(false);
            json.setWithMessage(false);
            json.setWithFormattedMessage(true);
            json.start();
            return json;
        }
        var plain = new PatternLayoutEncoder();
        plain.setContext(context);
        plain.setPattern(PATTERN);
        plain.start();
        return plain;
    }
}
