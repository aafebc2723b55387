package io.polygate.model;

/// A range of bytes, `start` included and `end` excluded.
public record Span(int start, int end) {}
