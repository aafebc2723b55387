package io.polygate.provider.dialect;

import io.polygate.model.GatewayException;
import io.polygate.model.Operation;
import io.polygate.provider.Attempt;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.provider.Provider;
import io.polygate.provider.ProviderConfig;
import io.polygate.provider.Thoughts;
import io.polygate.provider.TokenCounter;
import io.polygate.provider.Upload;
import io.polygate.provider.UpstreamCall;
import io.polygate.provider.http.AnswerReader;
import io.polygate.provider.http.Connections;
import io.polygate.provider.http.Deadlines;
import io.polygate.provider.http.HeaderRules;
import io.polygate.provider.http.HttpAttempt;
import io.polygate.provider.http.WebSockets;
import io.polygate.wire.Dialect;
import io.polygate.wire.Dialects;
import io.polygate.wire.Target;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonScanner;
import io.polygate.wire.openai.ReasoningReplay;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Calls a backend over HTTP: what came in its own dialect passes as it is, what came in another is translated.
public final class DialectProvider implements Provider {

    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence IDENTITY = HttpHeaders.createOptimized("identity");
    private static final String CHAT = "openai";

    private final ProviderConfig config;
    private final Backend backend;
    private final Dialect dialect;
    private final Crossing.Setting crossings;
    private final OfflineCount offline;
    private final Vendor vendor;
    private final Thoughts thoughts;
    private final String credentialHeader;
    private final Context context;
    private final Connections connections;
    private final WebSockets sockets;
    private final Deadlines deadlines;
    private final String credentialPrefix;
    private final PassedWhole.Limits limits;

    public DialectProvider(Vertx vertx, ProviderConfig config, Vendor vendor, Shared shared) {
        var known = Backend.of(config.dialect());
        if (known == null) {
            throw new IllegalArgumentException("dialect: \"" + config.dialect() + "\" is not one over plain HTTP");
        }
        this.config = config;
        this.backend = known;
        this.dialect = shared.dialects().get(known.dialect());
        this.crossings = new Crossing.Setting(
                shared.dialects(),
                dialect,
                vendor.quirks(),
                shared.thoughts(),
                config.limits().maxResponseBytes());
        this.vendor = vendor;
        this.thoughts = shared.thoughts();
        this.credentialHeader = vendor.headerOr(known);
        this.context = vertx.getOrCreateContext();
        this.connections = new Connections(vertx, config);
        this.sockets = new WebSockets(vertx, config);
        this.offline = new OfflineCount(shared.dialects(), shared.counter());
        this.deadlines = shared.deadlines();
        this.credentialPrefix = vendor.prefixOr(known);
        this.limits = new PassedWhole.Limits(
                config.limits().maxResponseBytes(), new JsonScanner(Json.MAX_DEPTH, PassedWhole.FIELDS));
    }

    /// What the providers of a shard share.
    public record Shared(Dialects dialects, Thoughts thoughts, TokenCounter counter, Deadlines deadlines) {}

    /// Whether backends of a dialect have OpenAI's files and batches.
    public static boolean keepsFiles(String dialect) {
        return dialect.equals(CHAT) || dialect.equals("responses");
    }

    @Override
    public String id() {
        return config.id();
    }

    @Override
    public Attempt open(UpstreamCall asked, AttemptHandler handler) {
        var call = asked.withModel(vendor.model(asked.model()));
        var counting = call.operation() == Operation.COUNT_TOKENS ? offline.backed(call, handler) : handler;
        try {
            if (call.operation() == Operation.REALTIME) {
                return converse(call, handler);
            }
            return backend.takes(call) ? pass(call, counting) : translate(call, counting);
        } catch (GatewayException e) {
            counting.failed(e.error(), Outcome.NOTHING);
            return Attempt.OVER;
        }
    }

    private Attempt pass(UpstreamCall call, AttemptHandler handler) {
        var path = backend.path(call);
        if (path == null) {
            throw Crossing.unserved(call);
        }
        var target = Target.of(call.model(), vendor.quirks());
        if (call.operation() != Operation.CHAT || !backend.dialect().equals(CHAT) || !ReasoningReplay.wanted(target)) {
            return forward(call, path, null, handler);
        }
        var thinking = new ThoughtCollector(thoughts, call.owner());
        var replay = ReasoningReplay.of(Bytes.of(call.body()), target);
        var known = replay == null
                ? Future.<Void>succeededFuture()
                : thoughts.gather(call.owner(), replay.calls().reversed());
        return Deferred.open(
                known,
                v -> forward(call, path, replay, new OverheardThoughts(dialect, target, thinking).of(handler)),
                handler);
    }

    private Attempt converse(UpstreamCall call, AttemptHandler handler) {
        var path = backend.path(call);
        if (path == null) {
            throw Crossing.unserved(call);
        }
        var options = sockets.at(call.via().url(), path);
        var headers = HttpHeaders.headers();
        HeaderRules.toUpstream(call.headers(), headers);
        headers.remove(HttpHeaders.CONTENT_TYPE);
        ours(headers, call);
        options.setHeaders(headers);
        var setting = new RealtimeAttempt.Setting(
                context.owner(), dialect, config.timeouts(), config.limits().maxResponseBytes());
        return RealtimeAttempt.open(setting, sockets.prepare(), options, handler);
    }

    /// A form goes by while it comes, with the target's model.
    private Attempt upload(UpstreamCall call, Upload form, String path, AttemptHandler handler) {
        var sent = ForwardedForm.of(call, form);
        var reader = new PassedAnswer(handler, call, dialect, limits, false);
        var url = call.via().url();
        return exchange(url, reader).upload(connections.request(url, HttpMethod.POST, path), sent.body(), request -> {
            prepare(request, call, Map.of());
            if (sent.length() < 0) {
                request.setChunked(true);
            } else {
                request.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(sent.length()));
            }
        });
    }

    private Attempt forward(UpstreamCall call, String path, @Nullable ReasoningReplay replay, AttemptHandler handler) {
        if (call.upload() != null) {
            return upload(call, call.upload(), path, handler);
        }
        var forwarded = ForwardedBody.of(call, vendor.quirks(), replay, thoughts);
        var reader = new PassedAnswer(handler, call, dialect, limits, forwarded.usageAdded());
        return send(call, reader, path, forwarded.body(), Map.of());
    }

    private Attempt translate(UpstreamCall call, AttemptHandler handler) {
        return Deferred.open(
                Crossing.of(call, crossings, handler), crossing -> cross(call, crossing, handler), handler);
    }

    private Attempt cross(UpstreamCall call, Crossing crossing, AttemptHandler handler) {
        var request = crossing.request();
        return send(
                call,
                new TranslatedAnswer(crossing, dialect, handler),
                request.path(),
                request.body(),
                request.headers());
    }

    private Attempt send(
            UpstreamCall call, AnswerReader reader, String path, Buffer body, Map<String, String> headers) {
        var url = call.via().url();
        return exchange(url, reader)
                .send(
                        connections.request(url, Backend.method(call), path),
                        body,
                        request -> prepare(request, call, headers));
    }

    private HttpAttempt.Exchange exchange(URI url, AnswerReader reader) {
        return new HttpAttempt.Exchange(context, connections.client(url), deadlines, config.timeouts(), reader);
    }

    private void prepare(HttpClientRequest request, UpstreamCall call, Map<String, String> headers) {
        HeaderRules.toUpstream(call.headers(), request);
        if (call.upload() == null) {
            request.putHeader(HttpHeaders.CONTENT_TYPE, JSON);
        }
        request.putHeader(HttpHeaders.ACCEPT_ENCODING, IDENTITY);
        headers.forEach(request::putHeader);
        ours(request.headers(), call);
    }

    private void ours(MultiMap headers, UpstreamCall call) {
        headers.set(REQUEST_ID, call.id());
        var credential = call.via().credential();
        if (credential != null) {
            headers.set(credentialHeader, credentialPrefix + credential.value().value());
        }
        config.headers().forEach(headers::set);
    }

    /// Calls that began before may be connecting or waiting for their turn: the client goes when none can be left.
    @Override
    public Future<Void> close() {
        var longest = config.timeouts().total().plus(config.limits().queueTimeout());
        context.owner().setTimer(longest.toMillis(), id -> {
            connections.close();
            sockets.close();
        });
        return Future.succeededFuture();
    }
}
