package io.polygate.routing.rule;

import java.util.List;

/// A rule that a call was tried by, and who of its targets was left out. Holds nothing of the call, so that it may be
/// kept when the call has ended.
public record Considered(Rule rule, List<Rejected> rejected) {}
