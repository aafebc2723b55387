package io.polygate.routing.endpoint;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One look over a pool's endpoints for one call: who can take it, and why the others cannot.
final class Look {

    /// How much is overlooked.
    enum Mode {
        /// Only who is well.
        USUAL,
        /// Passive judgement does not count: too many are out to believe it.
        PANIC,
        /// There is nowhere else to go.
        ANYWAY
    }

    final ArrayList<EndpointState> ready;
    /// Who is half open and waits for its one call.
    @Nullable
    EndpointState trial;

    private final Wanted wanted;
    private final Mode mode;
    private final long now;
    private @Nullable ArrayList<Rejected> rejected;
    private int possible;
    private int well;
    private int full;
    private int unserved;
    private boolean slow;

    Look(List<EndpointState> all, Wanted wanted, Mode mode, long now) {
        this.ready = new ArrayList<>(all.size());
        this.wanted = wanted;
        this.mode = mode;
        this.now = now;
        for (int i = 0; i < all.size(); i++) {
            judge(all.get(i));
        }
    }

    private void judge(EndpointState state) {
        if (state.plain(wanted.avoid())) {
            possible++;
            well++;
            if (state.full(wanted.model())) {
                full++;
                reject(state, Reasons.FULL);
            } else {
                ready.add(state);
            }
            return;
        }
        state.judged(now);
        slow = true;
        var barred = state.barred(wanted.model(), wanted.avoid(), now);
        if (barred != null) {
            unserved += barred.equals(Reasons.OTHER_MODELS) ? 1 : 0;
            reject(state, barred);
            return;
        }
        possible++;
        var unwell = unwell(state);
        if (unwell != null && !overlooked(state, unwell)) {
            reject(state, unwell);
            return;
        }
        well += unwell == null ? 1 : 0;
        if (state.full(wanted.model())) {
            full++;
            reject(state, Reasons.FULL);
        } else if (state.breaker.wantsTrial(now) && mode == Mode.USUAL) {
            trial = state;
        } else {
            ready.add(state);
        }
    }

    private @Nullable String unwell(EndpointState state) {
        var unwell = state.unwell(now);
        return unwell == null && !state.rooms.works(wanted.model()) ? Reasons.MODEL_FAILED : unwell;
    }

    private boolean overlooked(EndpointState state, String unwell) {
        return switch (mode) {
            case USUAL -> false;
            case PANIC -> !unwell.equals(Reasons.UNHEALTHY) && !unwell.equals(Reasons.MODEL_FAILED);
            case ANYWAY -> !state.hopeless(now);
        };
    }

    /// Whether any that is ready told how many calls of a model it can run.
    boolean hasRooms() {
        for (int i = 0; i < ready.size(); i++) {
            if (ready.get(i).rooms.any()) {
                return true;
            }
        }
        return false;
    }

    boolean panicking() {
        return mode == Mode.PANIC;
    }

    void reject(EndpointState state, String why) {
        if (rejected == null) {
            rejected = new ArrayList<>();
        }
        rejected.add(new Rejected(state.id(), why));
    }

    List<Rejected> rejected() {
        return rejected == null ? List.of() : rejected;
    }

    /// Whether so few are well that the judgement is not to be believed.
    boolean panics(double share) {
        return well > 0 && well < share * possible;
    }

    /// Whether only room lacks.
    boolean full() {
        return full > 0;
    }

    /// Whether nobody serves the model.
    boolean unserved() {
        return possible == 0 && unserved > 0;
    }

    /// Who came back a short while ago, or fails now and then, is left out in many choices while there are others.
    void startSlowly() {
        if (!slow || ready.size() < 2) {
            return;
        }
        for (int i = ready.size() - 1; i >= 0 && ready.size() > 1; i--) {
            if (ready.get(i).heldBack(mode == Mode.USUAL, now)) {
                ready.remove(i);
            }
        }
    }
}
