package io.polygate.door.graphql;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.ArrayValue;
import graphql.language.BooleanValue;
import graphql.language.EnumValue;
import graphql.language.FloatValue;
import graphql.language.IntValue;
import graphql.language.ObjectValue;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.language.VariableReference;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.CoercingParseValueException;
import graphql.schema.GraphQLScalarType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The scalars that GraphQL itself has not.
final class Scalars {

    static final GraphQLScalarType JSON = scalar("JSON", new AnyJson());
    static final GraphQLScalarType LONG = scalar("Long", new WholeNumber());
    static final GraphQLScalarType DATE_TIME = scalar("DateTime", new Moment());

    private Scalars() {}

    private static GraphQLScalarType scalar(String name, Coercing<?, ?> coercing) {
        return GraphQLScalarType.newScalar().name(name).coercing(coercing).build();
    }

    /// Answers are what they are.
    private static final class AnyJson implements Coercing<Object, Object> {

        @Override
        public Object serialize(Object value, GraphQLContext context, Locale locale) {
            return value;
        }

        @Override
        public Object parseValue(Object value, GraphQLContext context, Locale locale) {
            return value;
        }

        @Override
        public @Nullable Object parseLiteral(
                Value<?> literal, CoercedVariables variables, GraphQLContext context, Locale locale) {
            return plain(literal, variables);
        }

        @SuppressWarnings("NullAway") // Absence in a JSON object is the JSON null.
        private static @Nullable Object plain(Value<?> literal, CoercedVariables variables) {
            return switch (literal) {
                case StringValue text -> text.getValue();
                case BooleanValue flag -> flag.isValue();
                case IntValue number -> number.getValue();
                case FloatValue number -> number.getValue();
                case EnumValue name -> name.getName();
                case VariableReference variable -> variables.get(variable.getName());
                case ArrayValue array -> {
                    var list = new ArrayList<@Nullable Object>();
                    array.getValues().forEach(item -> list.add(plain(item, variables)));
                    yield list;
                }
                case ObjectValue object -> {
                    var map = new LinkedHashMap<String, @Nullable Object>();
                    object.getObjectFields()
                            .forEach(field -> map.put(field.getName(), plain(field.getValue(), variables)));
                    yield map;
                }
                default -> null;
            };
        }
    }

    private static final class WholeNumber implements Coercing<Long, Object> {

        @Override
        public Object serialize(Object value, GraphQLContext context, Locale locale) {
            return value;
        }

        @Override
        public Long parseValue(Object value, GraphQLContext context, Locale locale) {
            var number = value instanceof Number ? exact(value.toString()) : null;
            if (number == null) {
                throw CoercingParseValueException.newCoercingParseValueException()
                        .message("Expected a whole number")
                        .build();
            }
            return number;
        }

        @Override
        public Long parseLiteral(Value<?> literal, CoercedVariables variables, GraphQLContext context, Locale locale) {
            var number = literal instanceof IntValue value ? exact(value.getValue()) : null;
            if (number == null) {
                throw CoercingParseLiteralException.newCoercingParseLiteralException()
                        .message("Expected a whole number")
                        .build();
            }
            return number;
        }

        private static @Nullable Long exact(String text) {
            try {
                return new BigDecimal(text).longValueExact();
            } catch (ArithmeticException | NumberFormatException e) {
                return null;
            }
        }

        private static @Nullable Long exact(BigInteger value) {
            return value.bitLength() < Long.SIZE ? value.longValue() : null;
        }

        @Override
        public Value<?> valueToLiteral(Object value, GraphQLContext context, Locale locale) {
            return IntValue.of(((Number) value).intValue());
        }
    }

    /// Only in answers.
    private static final class Moment implements Coercing<String, String> {

        @Override
        public String serialize(Object value, GraphQLContext context, Locale locale) {
            return value.toString();
        }
    }
}
