package io.polygate.provider.dialect;

import io.polygate.model.ChatRequest;
import io.polygate.model.Content;
import io.polygate.model.Message;
import io.polygate.model.Part;
import io.polygate.model.Role;
import io.polygate.provider.Thoughts;
import io.vertx.core.Future;
import java.util.ArrayList;

/// Puts back what the model thought in earlier turns, where the caller's dialect had no place for it.
final class Recollection {

    private final Thoughts thoughts;
    private final String owner;

    Recollection(Thoughts thoughts, String owner) {
        this.thoughts = thoughts;
        this.owner = owner;
    }

    /// Completes when all that other nodes know of this conversation is here.
    Future<Void> gather(ChatRequest request) {
        var calls = new ArrayList<String>();
        for (var message : request.messages().reversed()) {
            for (var part : message.parts()) {
                if (part.content() instanceof Content.ToolCall call) {
                    calls.add(call.id());
                }
            }
        }
        return calls.isEmpty() ? Future.succeededFuture() : thoughts.gather(owner, calls);
    }

    ChatRequest complete(ChatRequest request) {
        var messages = new ArrayList<Message>(request.messages().size());
        boolean changed = false;
        for (var message : request.messages()) {
            var completed = message.role() == Role.ASSISTANT ? complete(message) : message;
            changed |= completed != message;
            messages.add(completed);
        }
        return changed ? request.withMessages(messages) : request;
    }

    private Message complete(Message message) {
        boolean thinks = message.parts().stream()
                .anyMatch(part -> part.content() instanceof Content.Reasoning && part.seal() != null);
        var parts = new ArrayList<Part>(message.parts().size() + 1);
        boolean changed = false;
        for (var part : message.parts()) {
            var known = part.content() instanceof Content.ToolCall call ? thoughts.find(owner, call.id()) : null;
            if (known == null) {
                parts.add(part);
                continue;
            }
            changed = true;
            if (!thinks && !known.reasoning().isEmpty()) {
                parts.removeIf(earlier -> earlier.content() instanceof Content.Reasoning);
                parts.addAll(0, known.reasoning());
            }
            parts.add(part.seal() == null && known.callSeal() != null ? part.withSeal(known.callSeal()) : part);
        }
        return changed ? message.withParts(parts) : message;
    }
}
