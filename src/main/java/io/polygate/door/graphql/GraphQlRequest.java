package io.polygate.door.graphql;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request as GraphQL over HTTP defines it.
///
/// @param query the document; null where only its hash is sent
/// @param hash SHA-256 of the document in hexadecimal, where the client wants it to be kept
record GraphQlRequest(
        @Nullable String query,
        @Nullable String operationName,
        Map<String, Object> variables,
        @Nullable String hash) {}
