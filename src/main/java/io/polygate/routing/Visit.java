package io.polygate.routing;

import io.polygate.routing.rule.RuleTarget;
import java.util.HashSet;
import java.util.Set;

/// A target that a call is at: whom of its endpoints and credentials it has asked. Belongs to one call.
///
/// `anyway` asks also whoever seems unwell, where the call has nowhere else to go.
record Visit(RuleTarget target, Set<String> tried, boolean anyway) {

    static Visit to(RuleTarget target) {
        return new Visit(target, new HashSet<>(0), false);
    }

    static Visit anyway(RuleTarget target) {
        return new Visit(target, new HashSet<>(0), true);
    }
}
