package io.polygate.provider.dialect;

import io.polygate.model.ChatRequest;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Message;
import io.polygate.model.Operation;
import io.polygate.model.Role;
import io.polygate.provider.AnswerSoFar;
import io.polygate.provider.Continuation;
import io.polygate.provider.UpstreamCall;
import io.polygate.wire.Dialect;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.FittedNames;
import io.polygate.wire.Front;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.Target;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// A call between two dialects: what the caller meant, how the backend is told, and what the answers are made with.
record Translation(
        Front caller,
        Dialect backend,
        Target target,
        ChatRequest meant,
        EncodedRequest request,
        FittedNames names,
        ResponseContext context,
        ThoughtCollector thinking,
        @Nullable Continuation continuation,
        String dialect) {

    /// Fails when the caller's request cannot be understood.
    static Future<Translation> of(UpstreamCall call, Front caller, IncomingRequest incoming, Crossing.Setting setting) {
        var meant = caller.decodeRequest(incoming);
        return new Recollection(setting.thoughts(), call.owner())
                .gather(meant)
                .map(v -> of(call, caller, meant, setting));
    }

    private static Translation of(UpstreamCall call, Front caller, ChatRequest meant, Crossing.Setting setting) {
        var target = Target.of(call.model(), setting.quirks());
        var framing = call.arrayFraming() ? ResponseContext.Framing.JSON_ARRAY : ResponseContext.Framing.SSE;
        var recalled = new Recollection(setting.thoughts(), call.owner()).complete(meant);
        var sent = kept(recalled, call);
        if (call.resumes()) {
            sent = resumed(sent, call, target, setting);
        }
        var names = FittedNames.of(sent, setting.backend().toolNames());
        return new Translation(
                caller,
                setting.backend(),
                target,
                meant,
                setting.backend().encodeRequest(names.request(), target),
                names,
                new ResponseContext(answerId(call), System.currentTimeMillis() / 1000, meant, framing),
                new ThoughtCollector(setting.thoughts(), call.owner()),
                call.operation() == Operation.CHAT ? call.continuation() : null,
                setting.name());
    }

    /// The request for the rest of an answer.
    private static ChatRequest resumed(
            ChatRequest request, UpstreamCall call, Target target, Crossing.Setting setting) {
        var prefill = Prefill.of(setting.quirks(), setting.name(), call.model());
        if (prefill == Prefill.NONE) {
            throw GatewayError.of(ErrorKind.NOT_FOUND, "this model's backend cannot go on with a text")
                    .asException();
        }
        return prefill.request(request, Objects.requireNonNull(call.continuation()), target);
    }

    /// A caller of the Responses API who wants a response kept is served by ourselves.
    private static ChatRequest kept(ChatRequest request, UpstreamCall call) {
        return call.dialect().equals("responses")
                        && Boolean.TRUE.equals(request.attributes().store())
                ? request.withAttributes(request.attributes().withStore(null))
                : request;
    }

    /// A response is asked for again by its id, so no two may share one; a request's id is the caller's to repeat.
    private static String answerId(UpstreamCall call) {
        if (!call.dialect().equals("responses")) {
            return call.id();
        }
        var random = ThreadLocalRandom.current();
        return "resp_" + HexFormat.of().toHexDigits(random.nextLong())
                + HexFormat.of().toHexDigits(random.nextLong());
    }

    /// The same when the request is on its way: without what may be large and is of no use any more, which is its body
    /// and the conversation, but for the instructions, which some callers get back.
    Translation sent() {
        var bodiless = new EncodedRequest(request.path(), request.headers(), Buffer.buffer(), request.warnings());
        var rest = continuation == null ? meant.withMessages(instructions(meant)) : meant;
        var answering = new ResponseContext(context.id(), context.createdSeconds(), rest, context.framing());
        return new Translation(
                caller, backend, target, rest, bodiless, names.sent(), answering, thinking, continuation, dialect);
    }

    private static List<Message> instructions(ChatRequest request) {
        var messages = request.messages();
        int end = 0;
        while (end < messages.size() && isInstruction(messages.get(end))) {
            end++;
        }
        return List.copyOf(messages.subList(0, end));
    }

    private static boolean isInstruction(Message message) {
        return message.role() == Role.SYSTEM || message.role() == Role.DEVELOPER;
    }

    /// What of an answer that was begun the backend says again.
    Overlap overlap(AnswerSoFar begun) {
        return Prefill.overlap(target.quirks(), dialect, begun.text());
    }

    boolean streamed() {
        return meant.stream();
    }
}
