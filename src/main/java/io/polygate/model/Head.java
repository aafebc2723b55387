package io.polygate.model;

import java.util.List;

/// The head of an answer: an HTTP status and the headers that may reach the caller.
///
/// Made once per call and passed by reference; nobody changes the list afterwards.
public record Head(int status, List<Header> headers) {}
