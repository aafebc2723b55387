package io.polygate.door.graphql;

/// What the GraphQL door serves, and its bounds.
///
/// @param maxDepth deepest nesting of fields, introspection aside
/// @param maxComplexity fields that a request may come to, those of a list counted as often as it may be long
/// @param persistedQueries queries that are kept by their hash; 0 keeps none
/// @param documents queries that are kept read and checked
/// @param graphiql whether the page for trying queries is served
public record GraphQlConfig(
        boolean enabled,
        int maxDepth,
        int maxComplexity,
        Introspection introspection,
        int persistedQueries,
        int documents,
        boolean graphiql) {

    /// Who may ask for the schema.
    public enum Introspection {
        CALLERS,
        ADMINS,
        OFF
    }
}
