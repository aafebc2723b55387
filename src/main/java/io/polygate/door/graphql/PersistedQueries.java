package io.polygate.door.graphql;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Queries by their SHA-256, so that clients need not send them again (Apollo's automatic persisted queries). Safe from
/// every shard; the queries that were not used for the longest time make room.
final class PersistedQueries {

    private static final int MAX_LENGTH = 64 * 1024;

    private final Recent<String, String> queries;
    private final int size;

    PersistedQueries(int size) {
        this.size = size;
        this.queries = new Recent<>(Math.max(1, size));
    }

    /// The document of a request.
    ///
    /// @throws GatewayException when only a hash was sent that stands for nothing here, or one of something else
    String document(GraphQlRequest request) {
        var hash = request.hash();
        var query = request.query();
        if (hash == null && query != null) {
            return query;
        }
        if (size == 0) {
            throw GatewayError.of(ErrorKind.BAD_REQUEST, "PersistedQueryNotSupported")
                    .asException();
        }
        if (query == null) {
            var kept = hash == null ? null : queries.get(hash);
            if (kept == null) {
                throw Answers.notKept().asException();
            }
            return kept;
        }
        if (hash != null && !sha256(query).equals(hash)) {
            throw GatewayError.field(
                            ErrorKind.INVALID_FIELD,
                            "extensions.persistedQuery.sha256Hash",
                            "provided sha does not match query (expected: SHA-256 of the query in hexadecimal)")
                    .asException();
        }
        return query;
    }

    /// The query was good: it is kept if the client wants that.
    void keep(GraphQlRequest request) {
        var query = request.query();
        if (size > 0 && request.hash() != null && query != null && query.length() <= MAX_LENGTH) {
            queries.put(request.hash(), query);
        }
    }

    private static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
