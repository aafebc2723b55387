package io.polygate.routing.endpoint;

/// An endpoint or a credential that could not take a call, and why: a few fixed words, no secrets.
public record Rejected(String id, String why) {}
