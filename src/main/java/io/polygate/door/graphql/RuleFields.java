package io.polygate.door.graphql;

import graphql.schema.DataFetchingEnvironment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The rules of routing, and what administrators say of them. The configuration's keys in the schema's way of writing.
final class RuleFields {

    private static final Pattern DASH = Pattern.compile("-(.)");
    private static final Pattern CAPITAL = Pattern.compile("([A-Z])");
    private static final String TARGETS = "targets";
    private static final String NAME = "name";

    private RuleFields() {}

    static CompletionStage<Map<String, Object>> list(DataFetchingEnvironment field) {
        return OperatorFields.told(field, "rules", Map.of())
                .map(told -> {
                    var rules = items(told.get("rules")).stream()
                            .map(RuleFields::shown)
                            .toList();
                    var names = rules.stream()
                            .map(rule -> String.valueOf(rule.get(NAME)))
                            .toList();
                    return Pages.page(rules, names, field);
                })
                .toCompletionStage();
    }

    static CompletionStage<Map<String, Object>> put(DataFetchingEnvironment field) {
        Map<String, Object> rule = field.getArgument("rule");
        return OperatorFields.told(
                        field, "rule.put", configured(Objects.requireNonNull(rule, "not null by the schema")))
                .map(RuleFields::shown)
                .toCompletionStage();
    }

    static CompletionStage<Boolean> remove(DataFetchingEnvironment field) {
        return OperatorFields.told(field, "rule.remove", named(field))
                .map(told -> true)
                .toCompletionStage();
    }

    static CompletionStage<Map<String, Object>> restore(DataFetchingEnvironment field) {
        return OperatorFields.told(field, "rule.restore", named(field))
                .map(RuleFields::shown)
                .toCompletionStage();
    }

    private static Map<String, Object> named(DataFetchingEnvironment field) {
        String name = field.getArgument(NAME);
        return Map.of(NAME, String.valueOf(name));
    }

    private static Map<String, Object> shown(Map<String, Object> rule) {
        var shown = keys(rule, DASH, match -> match.toUpperCase(Locale.ROOT));
        shown.put(
                TARGETS,
                items(rule.get(TARGETS)).stream()
                        .map(target -> keys(target, DASH, match -> match.toUpperCase(Locale.ROOT)))
                        .toList());
        shown.computeIfPresent(
                "source", (name, source) -> String.valueOf(source).toUpperCase(Locale.ROOT));
        return shown;
    }

    private static Map<String, Object> configured(Map<String, Object> rule) {
        var configured = keys(rule, CAPITAL, match -> "-" + match.toLowerCase(Locale.ROOT));
        configured.put(
                TARGETS,
                items(rule.get(TARGETS)).stream()
                        .map(target -> keys(target, CAPITAL, match -> "-" + match.toLowerCase(Locale.ROOT)))
                        .toList());
        return configured;
    }

    private interface Letter {
        String other(String letter);
    }

    private static Map<String, Object> keys(Map<String, Object> map, Pattern pattern, Letter letter) {
        var renamed = new LinkedHashMap<String, Object>();
        map.forEach((name, value) -> {
            if (value != null) {
                renamed.put(pattern.matcher(name).replaceAll(match -> letter.other(match.group(1))), value);
            }
        });
        return renamed;
    }

    @SuppressWarnings("unchecked") // Of JSON and of checked input: lists of objects.
    private static List<Map<String, Object>> items(@Nullable Object list) {
        return list == null ? new ArrayList<>() : (List<Map<String, Object>>) list;
    }
}
