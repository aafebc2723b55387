package io.polygate.edge;

/// What every request of a shard shares.
///
/// @param errors says refusals in the words of the path's dialect
/// @param refused is told of every request that the edge itself refuses
record EdgeContext(ServerConfig config, ErrorRenderer errors, RefusalListener refused) {}
