package io.polygate.door.graphql;

import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.IntValue;
import graphql.language.OperationDefinition;
import graphql.language.SelectionSet;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a valid document asks for: how deep, how much, and whether for the schema.
///
/// @param complexity its fields, those of a list counted as often as the list may be long
/// @param introspects whether `__schema` or `__type` is there
/// @param nested whether providers are asked for, each of which may be asked for more
record Cost(int depth, long complexity, boolean introspects, boolean nested) {

    static final Cost NOTHING = new Cost(0, 0, false, false);
    private static final long MOST = Integer.MAX_VALUE;

    /// What a list is taken for whose length is not said, or is a variable.
    private static final int USUAL_LENGTH = 50;

    /// A call of a backend.
    private static final int CALL = 10;

    private static final Set<String> LISTS = Set.of("models", "providers", "endpoints", "calls", "connections");
    private static final Set<String> CALLS = Set.of("chat", "embeddings", "chatStream", "grpc");
    private static final Set<String> SCHEMA = Set.of("__schema", "__type");

    /// The dearest of the document's operations.
    static Cost of(Document document) {
        var walk = new Walk(document);
        return document.getDefinitionsOfType(OperationDefinition.class).stream()
                .map(operation -> walk.of(operation.getSelectionSet()))
                .reduce(NOTHING, Cost::or);
    }

    @Nullable
    GatewayError excess(GraphQlConfig config) {
        if (depth > config.maxDepth()) {
            return GatewayError.of(
                    ErrorKind.BAD_REQUEST,
                    "the query is " + depth + " fields deep (expected: <= " + config.maxDepth()
                            + ", graphql.max-depth)");
        }
        if (complexity > config.maxComplexity()) {
            return GatewayError.of(
                    ErrorKind.BAD_REQUEST,
                    "the query's complexity is " + complexity + " (expected: <= " + config.maxComplexity()
                            + ", graphql.max-complexity)");
        }
        return null;
    }

    private Cost and(Cost other) {
        return new Cost(
                Math.max(depth, other.depth),
                Math.min(MOST, complexity + other.complexity),
                introspects || other.introspects,
                nested || other.nested);
    }

    private Cost or(Cost other) {
        return new Cost(
                Math.max(depth, other.depth),
                Math.max(complexity, other.complexity),
                introspects || other.introspects,
                nested || other.nested);
    }

    private Cost below(Field field) {
        long own = CALLS.contains(field.getName()) ? CALL : 1;
        return new Cost(
                depth + 1,
                Math.min(MOST, own + complexity * length(field)),
                introspects,
                nested || field.getName().equals("providers"));
    }

    private static long length(Field field) {
        if (!LISTS.contains(field.getName())) {
            return 1;
        }
        for (var argument : field.getArguments()) {
            if (argument.getName().equals("first") && argument.getValue() instanceof IntValue number) {
                return number.getValue()
                        .max(BigInteger.ONE)
                        .min(BigInteger.valueOf(MOST))
                        .longValue();
            }
        }
        return USUAL_LENGTH;
    }

    /// A fragment is looked at once, however often it is spread. Valid documents have no circles.
    private static final class Walk {

        private final Map<String, SelectionSet> fragments = new HashMap<>();
        private final Map<String, Cost> known = new HashMap<>();

        Walk(Document document) {
            document.getDefinitionsOfType(FragmentDefinition.class)
                    .forEach(fragment -> fragments.put(fragment.getName(), fragment.getSelectionSet()));
        }

        Cost of(@Nullable SelectionSet set) {
            var cost = NOTHING;
            for (var selection : set == null ? List.of() : set.getSelections()) {
                cost = cost.and(
                        switch (selection) {
                            case Field field -> field(field);
                            case InlineFragment inline -> of(inline.getSelectionSet());
                            case FragmentSpread spread -> fragment(spread.getName());
                            default -> NOTHING;
                        });
            }
            return cost;
        }

        /// The schema has bounds of its own: what is below is read as one field.
        private Cost field(Field field) {
            return SCHEMA.contains(field.getName())
                    ? new Cost(1, 1, true, false)
                    : of(field.getSelectionSet()).below(field);
        }

        private Cost fragment(String name) {
            var cost = known.get(name);
            if (cost == null) {
                cost = of(fragments.get(name));
                known.put(name, cost);
            }
            return cost;
        }
    }
}
