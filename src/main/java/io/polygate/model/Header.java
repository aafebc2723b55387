package io.polygate.model;

/// One header line; the name is in lower case.
public record Header(String name, String value) {}
