package io.polygate.config;

import static io.polygate.config.Kinds.choice;
import static io.polygate.config.Kinds.flag;
import static io.polygate.config.Kinds.whole;

import io.polygate.door.graphql.GraphQlConfig;
import io.polygate.door.graphql.GraphQlConfig.Introspection;

/// The section `graphql`.
final class GraphQlSchema {

    private GraphQlSchema() {}

    static GraphQlConfig graphql(Section s) {
        return new GraphQlConfig(
                s.get("enabled", flag().fixedAtStart(), true, "Serve GraphQL at /graphql."),
                s.get("max-depth", whole(1, 1_000), 12, "Deepest nesting of fields; more is refused."),
                s.get("max-complexity", whole(1, 100_000_000), 5_000, "Fields, times the length of lists."),
                s.get(
                        "introspection",
                        choice(Introspection.class),
                        Introspection.CALLERS,
                        "Who is told the schema: callers, admins or off."),
                s.get(
                        "persisted-queries",
                        whole(0, 1_000_000).fixedAtStart(),
                        1_000,
                        "Queries kept by their hash; 0 keeps none."),
                s.get("documents", whole(1, 1_000_000).fixedAtStart(), 1_000, "Queries kept read and checked."),
                s.get("graphiql", flag(), false, "A page for trying queries, at /graphiql."));
    }
}
