package io.polygate.door.graphql;

import graphql.ExecutionInput;
import graphql.GraphQLError;
import graphql.ParseAndValidate;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.language.Document;
import graphql.language.FragmentDefinition;
import graphql.language.OperationDefinition;
import graphql.language.OperationDefinition.Operation;
import graphql.parser.ParserOptions;
import graphql.schema.GraphQLSchema;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Documents read and checked against the schema, kept for the next time. Safe from every shard.
final class Documents {

    private static final int MAX_KEPT_LENGTH = 16 * 1024;
    private static final int MAX_TOKENS = 5_000;

    /// Checking takes more than in proportion to them.
    private static final int MAX_FRAGMENTS = 100;

    private final GraphQLSchema schema;
    private final Recent<String, Checked> kept;

    Documents(GraphQLSchema schema, int size) {
        this.schema = schema;
        this.kept = new Recent<>(size);
    }

    /// A document that is what it should be, or what is wrong with it.
    record Checked(@Nullable Document document, List<GraphQLError> errors, Cost cost) {

        PreparsedDocumentEntry entry() {
            return document == null ? new PreparsedDocumentEntry(errors) : new PreparsedDocumentEntry(document);
        }

        /// Whether something is asked of each of several providers.
        boolean nested() {
            return cost.nested();
        }

        /// Whether a request for it is one for a stream.
        boolean streamed(GraphQlRequest request) {
            return operation(request.operationName()) == Operation.SUBSCRIPTION;
        }

        /// What kind of operation is meant; null where that is not to be told: then execution refuses it.
        @Nullable
        Operation operation(@Nullable String name) {
            var operations = document == null
                    ? List.<OperationDefinition>of()
                    : document.getDefinitionsOfType(OperationDefinition.class);
            for (var operation : operations) {
                if (name == null ? operations.size() == 1 : name.equals(operation.getName())) {
                    return operation.getOperation();
                }
            }
            return null;
        }
    }

    /// One that was read and checked before, or null.
    @Nullable
    Checked known(String text) {
        return kept.get(text);
    }

    /// May take its time: not for an event loop.
    Checked check(String text) {
        var checked = read(text);
        if (checked.document() != null && text.length() <= MAX_KEPT_LENGTH) {
            kept.put(text, checked);
        }
        return checked;
    }

    private Checked read(String text) {
        if (LongNumbers.in(text)) {
            return wrong(List.of(new Refusal(LongNumbers.refusal())));
        }
        var options = ParserOptions.getDefaultOperationParserOptions()
                .transform(builder -> builder.maxTokens(MAX_TOKENS).captureIgnoredChars(false));
        var input = ExecutionInput.newExecutionInput(text)
                .graphQLContext(context -> context.of(ParserOptions.class, options))
                .build();
        var result = ParseAndValidate.parse(input);
        if (result.isFailure()) {
            return wrong(result.getErrors());
        }
        var document = result.getDocument();
        int fragments = document.getDefinitionsOfType(FragmentDefinition.class).size();
        if (fragments > MAX_FRAGMENTS) {
            var message = fragments + " fragments (expected: <= " + MAX_FRAGMENTS + ")";
            return wrong(List.of(new Refusal(GatewayError.of(ErrorKind.BAD_REQUEST, message))));
        }
        var errors = ParseAndValidate.validate(schema, document, Locale.ENGLISH);
        return errors.isEmpty() ? new Checked(document, List.of(), Cost.of(document)) : wrong(errors);
    }

    private static Checked wrong(List<? extends GraphQLError> errors) {
        return new Checked(null, List.copyOf(errors), Cost.NOTHING);
    }
}
