package io.polygate.wire;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.StreamEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Puts the parts of each choice in a row, for dialects that can't interleave them: a part that begins while another
/// is open waits for its end. What comes in a row passes at once; what waits is bounded.
public final class SequentialParts implements Consumer<StreamEvent> {

    private static final int NONE = -1;
    private static final long MAX_HELD_CHARACTERS = 16L * 1024 * 1024;

    private static final class Row {
        int current = NONE;
        final Map<Integer, List<StreamEvent>> held = new LinkedHashMap<>();
    }

    private final Consumer<StreamEvent> next;
    private final Map<Integer, Row> rows = new LinkedHashMap<>();
    private long heldCharacters;

    public SequentialParts(Consumer<StreamEvent> next) {
        this.next = next;
    }

    @Override
    public void accept(StreamEvent event) {
        switch (event) {
            case StreamEvent.PartStarted e -> part(e.choice(), e.part(), e, 0);
            case StreamEvent.TextDelta e ->
                part(e.choice(), e.part(), e, e.text().length());
            case StreamEvent.RefusalDelta e ->
                part(e.choice(), e.part(), e, e.text().length());
            case StreamEvent.ReasoningDelta e ->
                part(e.choice(), e.part(), e, e.text().length());
            case StreamEvent.ArgumentsDelta e ->
                part(e.choice(), e.part(), e, e.text().length());
            case StreamEvent.AudioDelta e ->
                part(e.choice(), e.part(), e, e.data().length() + e.transcript().length());
            case StreamEvent.CitationAdded e -> part(e.choice(), e.part(), e, 0);
            case StreamEvent.PartEnded e -> part(e.choice(), e.part(), e, 0);
            case StreamEvent.Started e -> next.accept(e);
            case StreamEvent.LogprobsAdded e -> next.accept(e);
            case StreamEvent.Finished e -> next.accept(e);
            case StreamEvent.UsageReported e -> next.accept(e);
            case StreamEvent.Ping e -> next.accept(e);
            case StreamEvent.Ended e -> next.accept(e);
            case StreamEvent.Failed e -> next.accept(e);
        }
    }

    private void part(int choice, int part, StreamEvent event, int characters) {
        var row = rows.computeIfAbsent(choice, _ -> new Row());
        if (row.current == NONE) {
            row.current = part;
        }
        if (row.current != part) {
            hold(row, part, event, characters);
            return;
        }
        next.accept(event);
        if (event instanceof StreamEvent.PartEnded) {
            row.current = NONE;
            release(row);
        }
    }

    private void hold(Row row, int part, StreamEvent event, int characters) {
        heldCharacters += characters + 64;
        if (heldCharacters > MAX_HELD_CHARACTERS) {
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the upstream interleaves more than can be put in order")
                    .asException();
        }
        row.held.computeIfAbsent(part, _ -> new ArrayList<>()).add(event);
    }

    /// Lets the parts that waited go on, up to the first that is still open.
    private void release(Row row) {
        while (row.current == NONE && !row.held.isEmpty()) {
            var part = row.held.keySet().iterator().next();
            var events = row.held.remove(part);
            events.forEach(next);
            row.current = events.getLast() instanceof StreamEvent.PartEnded ? NONE : part;
        }
        if (rows.values().stream().allMatch(r -> r.held.isEmpty())) {
            heldCharacters = 0;
        }
    }
}
