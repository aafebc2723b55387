package io.polygate.routing.rule;

/// A target that may not answer a call, and why: `reason` in words for an operator.
public record Rejected(RuleTarget target, Out why, String reason) {}
