package io.polygate.provider.dialect;

import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.Operation;
import io.polygate.provider.Account;
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
import io.polygate.wire.UpstreamFailure;
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
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Calls a backend over HTTP: what came in its own dialect passes as it is, what came in another is translated.
public final class DialectProvider implements Provider {

    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence IDENTITY = HttpHeaders.createOptimized("identity");
    private static final String CHAT = "openai";

    private final ProviderConfig config;
    private final Reach reach;
    private final Shared shared;
    private final OfflineCount offline;
    private final Vendor vendor;
    private final String credentialHeader;
    private final String credentialPrefix;
    private final Context context;
    private final Connections connections;
    private final WebSockets sockets;
    private final PassedWhole.Limits limits;
    private final Map<String, Crossing.Setting> crossings = new HashMap<>();

    /// A backend that speaks the provider's dialect as it is.
    public DialectProvider(Vertx vertx, ProviderConfig config, Vendor vendor, Shared shared) {
        this(vertx, config, vendor, Reach.plain(config.dialect()), shared);
    }

    public DialectProvider(Vertx vertx, ProviderConfig config, Vendor vendor, Reach reach, Shared shared) {
        this.config = config;
        this.reach = reach;
        this.shared = shared;
        this.vendor = vendor;
        this.credentialHeader = vendor.headerOr(reach.ways());
        this.credentialPrefix = vendor.prefixOr(reach.ways());
        this.context = vertx.getOrCreateContext();
        this.connections = new Connections(vertx, config);
        this.sockets = new WebSockets(vertx, config);
        this.offline = new OfflineCount(shared.dialects(), shared.counter());
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
    public boolean understands(String dialect, Operation operation) {
        return reach.ways().speaks(dialect) || !Crossing.isForeign(dialect, operation, shared.dialects());
    }

    @Override
    public boolean continues(String model) {
        return prefill(vendor.model(model)) != Prefill.NONE;
    }

    private Prefill prefill(String model) {
        return Prefill.of(vendor.quirks(), config.dialect(), model);
    }

    @Override
    public Attempt open(UpstreamCall asked, AttemptHandler handler) {
        var call = asked.withModel(vendor.model(asked.model()));
        var counting = call.operation() == Operation.COUNT_TOKENS ? offline.backed(call, handler) : handler;
        try {
            if (call.operation() == Operation.REALTIME) {
                return converse(call, handler);
            }
            var way = reach.ways().of(call);
            if (call.resumes()) {
                var at = prefill(call.model())
                        .address(vendor.quirks(), call.via().url());
                return translate(call.at(at), way, counting);
            }
            return reach.ways().passes(call, way)
                    ? pass(call, way, ranked(call, way, counting))
                    : translate(call, way, counting);
        } catch (GatewayException e) {
            counting.failed(e.error(), Outcome.NOTHING);
            return Attempt.OVER;
        }
    }

    private AttemptHandler ranked(UpstreamCall call, Way way, AttemptHandler handler) {
        var dialect = call.operation() == Operation.RERANK ? shared.dialects().rerank(way.dialect()) : null;
        return dialect == null ? handler : new CountedRanking(dialect, Target.of(call.model()), handler);
    }

    private Attempt pass(UpstreamCall call, Way way, AttemptHandler handler) {
        var path = way.path();
        if (path == null) {
            throw Crossing.unserved(call);
        }
        var target = Target.of(call.model(), vendor.quirks());
        if (call.operation() != Operation.CHAT || !way.dialect().equals(CHAT) || !ReasoningReplay.wanted(target)) {
            return forward(call, way, path, null, handler);
        }
        var thoughts = shared.thoughts();
        var thinking = new ThoughtCollector(thoughts, call.owner());
        var replay = ReasoningReplay.of(Bytes.of(call.body()), target);
        var known = replay == null
                ? Future.<Void>succeededFuture()
                : thoughts.gather(call.owner(), replay.calls().reversed());
        var dialect = shared.dialects().get(way.dialect());
        return Deferred.open(
                known,
                v -> forward(call, way, path, replay, new OverheardThoughts(dialect, target, thinking).of(handler)),
                handler);
    }

    /// A conversation begins once, whatever the backend says of who begins it.
    private Attempt converse(UpstreamCall call, AttemptHandler handler) {
        var way = reach.ways().of(call);
        var path = way.path();
        if (path == null) {
            throw Crossing.unserved(call);
        }
        var options = proof(call, HttpMethod.GET, path).map(proof -> {
            var headers = HttpHeaders.headers();
            HeaderRules.toUpstream(call.headers(), headers);
            headers.remove(HttpHeaders.CONTENT_TYPE);
            ours(headers, call, proof.headers);
            return sockets.at(proof.url, path).setHeaders(headers);
        });
        var setting = new RealtimeAttempt.Setting(
                context.owner(),
                shared.dialects().get(way.dialect()),
                config.timeouts(),
                config.limits().maxResponseBytes());
        return RealtimeAttempt.open(setting, sockets.prepare(), options, handler);
    }

    /// A form goes by while it comes, with the target's model; so it is sent once, whatever the backend says of who
    /// sends it.
    private Attempt upload(UpstreamCall call, Upload form, Way way, String path, AttemptHandler handler) {
        var proof = proof(call, HttpMethod.POST, path);
        return Deferred.open(proof, known -> upload(call, form, way, path, known, handler), handler);
    }

    /// As whom a call is made whose body is not at hand.
    private Future<Proof> proof(UpstreamCall call, HttpMethod method, String path) {
        var proven = proven(call, account(call));
        if (proven == null) {
            return Future.succeededFuture(new Proof(call.via().url(), Map.of()));
        }
        return here(proven.compose(who -> {
            var at = address(call, who);
            return who.headers(new Identity.Outgoing(method, URI.create(at + path), Buffer.buffer()))
                    .map(headers -> new Proof(at, headers));
        }));
    }

    /// The same, heard of on this shard's context.
    private <T> Future<T> here(Future<T> future) {
        return future.isComplete()
                ? future
                : Future.future(promise -> future.onComplete(
                        done -> context.runOnContext(v -> promise.complete(done.result(), done.cause()))));
    }

    /// Where a call goes and the headers that prove who makes it.
    private record Proof(URI url, Map<String, String> headers) {}

    private Attempt upload(UpstreamCall call, Upload form, Way way, String path, Proof proof, AttemptHandler handler) {
        var sent = ForwardedForm.of(call, form);
        var dialect = shared.dialects().get(way.dialect());
        var spoken = new PassedAnswer.Spoken(dialect, errors(way, dialect));
        var reader = new PassedAnswer(handler, call, spoken, limits, false);
        return exchange(proof.url, reader)
                .upload(connections.request(proof.url, HttpMethod.POST, path), sent.body(), request -> {
                    prepare(request, call, way, Map.of(), proof.headers);
                    if (sent.length() < 0) {
                        request.setChunked(true);
                    } else {
                        request.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(sent.length()));
                    }
                });
    }

    private Attempt forward(
            UpstreamCall call, Way way, String path, @Nullable ReasoningReplay replay, AttemptHandler handler) {
        if (call.upload() != null) {
            return upload(call, call.upload(), way, path, handler);
        }
        var forwarded = ForwardedBody.of(call, vendor.quirks(), replay, shared.thoughts());
        var asked = call.asked();
        var dialect = shared.dialects().get(way.dialect());
        var spoken = new PassedAnswer.Spoken(dialect, errors(way, dialect));
        return send(
                call,
                way,
                new Request(path, forwarded.body(), Map.of()),
                () -> new PassedAnswer(handler, asked, spoken, limits, forwarded.usageAdded()));
    }

    private Attempt translate(UpstreamCall call, Way way, AttemptHandler handler) {
        Crossing.check(call, config.dialect(), shared.dialects());
        var setting = crossings.computeIfAbsent(way.dialect(), this::setting);
        if (call.operation() == Operation.EMBEDDING) {
            return EmbeddingAttempt.open(
                    Embedding.of(call, setting), (crossing, to) -> cross(call, way, crossing, to), handler);
        }
        return Deferred.open(
                Crossing.of(call, setting, handler), crossing -> cross(call, way, crossing, handler), handler);
    }

    private Crossing.Setting setting(String dialect) {
        return new Crossing.Setting(
                shared.dialects(),
                dialect,
                shared.dialects().get(dialect),
                vendor.quirks(),
                shared.thoughts(),
                config.limits().maxResponseBytes());
    }

    private Attempt cross(UpstreamCall call, Way way, Crossing crossing, AttemptHandler handler) {
        var request = crossing.request();
        var path = way.path(request);
        if (path == null) {
            throw Crossing.unserved(call);
        }
        var errors = errors(way, shared.dialects().get(way.dialect()));
        return send(
                call,
                way,
                new Request(path, request.body(), request.headers()),
                () -> new TranslatedAnswer(crossing, errors, handler));
    }

    /// How a failure is read: as the backend's own where its shape knows it, else as one of the dialect.
    private static Function<UpstreamFailure, GatewayError> errors(Way way, Dialect dialect) {
        return failure -> {
            var own = way.shape().error(failure);
            return own == null ? dialect.decodeError(failure) : own;
        };
    }

    /// What is sent before the backend's shape is put on it.
    private record Request(String path, Buffer body, Map<String, String> headers) {}

    private Attempt send(UpstreamCall call, Way way, Request request, Supplier<AnswerReader> reader) {
        Supplier<AnswerReader> shaped = () -> way.shape().reader(reader.get());
        var account = account(call);
        var proven = proven(call, account);
        if (proven == null) {
            var body = way.shape().body(request.body(), Identity.NONE);
            return exchange(call.via().url(), shaped.get())
                    .send(
                            connections.request(call.via().url(), Backend.method(call), request.path()),
                            body,
                            sent -> prepare(sent, call, way, request.headers(), Map.of()));
        }
        var identities = new Supplier<Future<Identity>>() {
            private @Nullable Future<Identity> first = proven;

            @Override
            public Future<Identity> get() {
                var known = first;
                first = null;
                return known == null ? Objects.requireNonNull(reach.access().identity(account)) : known;
            }
        };
        return ProvenAttempt.begin(
                new ProvenAttempt.Plan(context, identities, shaped, who -> proven(call, way, request, who)));
    }

    private static @Nullable Account account(UpstreamCall call) {
        var credential = call.via().credential();
        return credential == null ? null : credential.account();
    }

    /// Who a call is made as; null where a key says it all.
    private @Nullable Future<Identity> proven(UpstreamCall call, @Nullable Account account) {
        boolean key = call.via().credential() != null && account == null;
        return key ? null : reach.access().identity(account);
    }

    private Future<ProvenAttempt.Sending> proven(UpstreamCall call, Way way, Request request, Identity who) {
        var url = address(call, who);
        var body = way.shape().body(request.body(), who);
        var method = Backend.method(call);
        var outgoing = new Identity.Outgoing(method, URI.create(url + request.path()), body);
        return who.headers(outgoing)
                .map(proof -> reader -> exchange(url, reader)
                        .send(
                                connections.request(url, method, request.path()),
                                body,
                                sent -> prepare(sent, call, way, request.headers(), proof)));
    }

    /// An account may have an address of its own.
    private static URI address(UpstreamCall call, Identity who) {
        var own = who.fact(Identity.ADDRESS);
        return own == null ? call.via().url() : URI.create(own);
    }

    private HttpAttempt.Exchange exchange(URI url, AnswerReader reader) {
        return new HttpAttempt.Exchange(
                context, connections.client(url), shared.deadlines(), config.timeouts(), reader);
    }

    private void prepare(
            HttpClientRequest request,
            UpstreamCall call,
            Way way,
            Map<String, String> headers,
            Map<String, String> proof) {
        HeaderRules.toUpstream(call.headers(), request);
        if (call.upload() == null) {
            request.putHeader(HttpHeaders.CONTENT_TYPE, JSON);
        }
        request.putHeader(HttpHeaders.ACCEPT_ENCODING, IDENTITY);
        headers.forEach(request::putHeader);
        way.shape().headers().forEach((name, value) -> {
            if (value.isEmpty()) {
                request.headers().remove(name);
            } else {
                request.putHeader(name, value);
            }
        });
        ours(request.headers(), call, proof);
    }

    private void ours(MultiMap headers, UpstreamCall call, Map<String, String> proof) {
        headers.set(REQUEST_ID, call.id());
        var credential = call.via().credential();
        if (credential != null && credential.account() == null && !credentialHeader.equals(Vendor.NONE)) {
            headers.set(credentialHeader, credentialPrefix + credential.value().value());
        }
        proof.forEach(headers::set);
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
