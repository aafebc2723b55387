package io.polygate.wire;

import io.polygate.model.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Puts the fragments of streamed calls together: by index where there is one, else by id, else to the last call.
///
/// Vendors repeat ids, send them empty, omit the index, start it at 1, or give every call of a turn the index 0.
public final class CallFragments {

    /// A piece of a call; empty where it says nothing of one.
    public record Fragment(@Nullable Long index, String id, String name, String arguments) {}

    private static final class Call {
        final @Nullable Long index;
        String id = "";
        final StringBuilder early = new StringBuilder();
        int part = -1;

        Call(@Nullable Long index) {
            this.index = index;
        }
    }

    /// What arrives before a call's name; more is no call.
    private static final int MAX_EARLY = 64 * 1024;

    private final int choice;
    private final String answerId;
    private final OpenParts parts;
    private final List<Call> calls = new ArrayList<>();

    public CallFragments(int choice, String answerId, OpenParts parts) {
        this.choice = choice;
        this.answerId = answerId;
        this.parts = parts;
    }

    /// Whether any call has begun.
    public boolean any() {
        return calls.stream().anyMatch(call -> call.part >= 0);
    }

    /// `begin` makes the call's part out of its id, once the name is known.
    public void add(Fragment fragment, Function<String, Part> begin) {
        var call = find(fragment);
        call.id = fragment.id.isEmpty() ? call.id : fragment.id;
        add(call, fragment, begin);
    }

    /// A fragment of the last call, whatever it says of itself.
    public void addToLast(Fragment fragment, Function<String, Part> begin) {
        add(calls.isEmpty() ? open(null) : calls.getLast(), fragment, begin);
    }

    private void add(Call call, Fragment fragment, Function<String, Part> begin) {
        if (call.part < 0 && !fragment.name.isEmpty()) {
            var id = call.id.isEmpty() ? CallIds.made(answerId, choice, calls.indexOf(call)) : call.id;
            call.part = parts.call(begin.apply(id));
            if (!call.early.isEmpty()) {
                parts.arguments(call.part, call.early.toString());
            }
        }
        if (fragment.arguments.isEmpty()) {
            return;
        }
        if (call.part >= 0) {
            parts.arguments(call.part, fragment.arguments);
        } else if (call.early.length() < MAX_EARLY) {
            call.early.append(fragment.arguments);
        }
    }

    private Call find(Fragment fragment) {
        var index = fragment.index;
        if (index == null && fragment.id.isEmpty()) {
            var another = calls.isEmpty() || (!fragment.name.isEmpty() && calls.getLast().part >= 0);
            return another ? open(null) : calls.getLast();
        }
        for (var i = calls.size() - 1; i >= 0; i--) {
            var call = calls.get(i);
            var same = index == null ? call.id.equals(fragment.id) : index.equals(call.index);
            if (same) {
                return another(call, fragment) ? open(index) : call;
            }
        }
        return open(index);
    }

    /// The same index with another id and a name is another call.
    private static boolean another(Call call, Fragment fragment) {
        return !fragment.id.isEmpty() && !call.id.isEmpty() && !fragment.id.equals(call.id) && !fragment.name.isEmpty();
    }

    private Call open(@Nullable Long index) {
        var call = new Call(index);
        calls.add(call);
        return call;
    }
}
