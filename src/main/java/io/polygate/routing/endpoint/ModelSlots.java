package io.polygate.routing.endpoint;

/// What an endpoint says of one of its models.
///
/// @param slots calls of it that run at once; 0 where it doesn't say
/// @param taken slots that are busy, and calls that wait for one, whoever's they are
/// @param works false while the endpoint cannot use it, though it has it
public record ModelSlots(int slots, int taken, boolean works) {}
