package io.polygate.wire.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.model.StreamEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The order that `StreamEvent` promises.
final class EventOrder {

    private record Place(int choice, int part) {}

    private final Set<Place> open = new HashSet<>();
    private final Set<Integer> finished = new HashSet<>();
    private final Map<Integer, Integer> next = new HashMap<>();
    private boolean over;

    private EventOrder() {}

    static void check(List<StreamEvent> events) {
        var order = new EventOrder();
        for (var i = 0; i < events.size(); i++) {
            assertThat(order.over).as("nothing after the end").isFalse();
            if (i == 0) {
                assertThat(events.getFirst()).isInstanceOfAny(StreamEvent.Started.class, StreamEvent.Failed.class);
            }
            order.step(events.get(i));
        }
        assertThat(order.over).as("an end").isTrue();
    }

    private void step(StreamEvent event) {
        switch (event) {
            case StreamEvent.PartStarted e -> {
                assertThat(finished).doesNotContain(e.choice());
                assertThat(e.part()).isEqualTo(next.merge(e.choice(), 1, Integer::sum) - 1);
                open.add(new Place(e.choice(), e.part()));
            }
            case StreamEvent.TextDelta e -> inside(e.choice(), e.part());
            case StreamEvent.RefusalDelta e -> inside(e.choice(), e.part());
            case StreamEvent.ReasoningDelta e -> inside(e.choice(), e.part());
            case StreamEvent.ArgumentsDelta e -> inside(e.choice(), e.part());
            case StreamEvent.AudioDelta e -> inside(e.choice(), e.part());
            case StreamEvent.CitationAdded e -> inside(e.choice(), e.part());
            case StreamEvent.PartEnded e ->
                assertThat(open.remove(new Place(e.choice(), e.part()))).isTrue();
            case StreamEvent.Finished e -> {
                assertThat(open).noneMatch(place -> place.choice == e.choice());
                assertThat(finished.add(e.choice())).isTrue();
            }
            case StreamEvent.Ended _ -> {
                assertThat(open).isEmpty();
                over = true;
            }
            case StreamEvent.Failed _ -> over = true;
            case StreamEvent.Started _,
                    StreamEvent.LogprobsAdded _,
                    StreamEvent.UsageReported _,
                    StreamEvent.Ping _ -> {}
        }
    }

    private void inside(int choice, int part) {
        assertThat(open).contains(new Place(choice, part));
    }
}
