package io.polygate.door.graphql;

import graphql.schema.DataFetchingEnvironment;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Operation;
import io.polygate.wire.json.Json;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.dataloader.DataLoader;
import org.dataloader.DataLoaderFactory;
import org.dataloader.DataLoaderRegistry;
import org.jspecify.annotations.Nullable;

/// What routing tells of providers and endpoints, and is told of them.
final class OperatorFields {

    private static final String DIALECT = "polygate";
    private static final String MODELS = "models";
    private static final String ENDPOINTS = "endpoints";

    private OperatorFields() {}

    /// One question for all providers of an answer, whatever is asked of each.
    static DataLoaderRegistry loaders(Asking asking) {
        return DataLoaderRegistry.newRegistry()
                .register(MODELS, loader(() -> ModelFields.list(asking)))
                .register(ENDPOINTS, loader(() -> ask(asking, ENDPOINTS, Buffer.buffer())))
                .build();
    }

    private static DataLoader<String, List<Map<String, Object>>> loader(
            java.util.function.Supplier<Future<List<Map<String, Object>>>> question) {
        return DataLoaderFactory.newMappedDataLoader((Set<String> providers) ->
                question.get().map(all -> byProvider(all, providers)).toCompletionStage());
    }

    private static Map<String, List<Map<String, Object>>> byProvider(
            List<Map<String, Object>> all, Set<String> providers) {
        var found = new HashMap<String, List<Map<String, Object>>>();
        providers.forEach(provider -> found.put(provider, new ArrayList<>()));
        for (var item : all) {
            var of = found.get(String.valueOf(item.get("provider")));
            if (of != null) {
                of.add(item);
            }
        }
        return found;
    }

    static CompletionStage<List<Map<String, Object>>> providers(DataFetchingEnvironment field) {
        return ask(ModelFields.asking(field), "providers", Buffer.buffer())
                .map(providers -> Pages.cut(providers, field))
                .toCompletionStage();
    }

    static CompletableFuture<List<Map<String, Object>>> modelsOf(DataFetchingEnvironment field) {
        return load(field, MODELS);
    }

    static CompletableFuture<List<Map<String, Object>>> endpointsOf(DataFetchingEnvironment field) {
        return load(field, ENDPOINTS);
    }

    private static CompletableFuture<List<Map<String, Object>>> load(DataFetchingEnvironment field, String what) {
        Map<String, Object> provider = field.getSource();
        DataLoader<String, List<Map<String, Object>>> loader = field.getDataLoader(what);
        if (provider == null || loader == null) {
            throw new IllegalStateException("only below a provider");
        }
        return loader.load(String.valueOf(provider.get("id")));
    }

    static CompletionStage<Map<String, Object>> endpoints(DataFetchingEnvironment field) {
        String provider = field.getArgument("provider");
        return ask(ModelFields.asking(field), ENDPOINTS, Buffer.buffer())
                .map(all -> {
                    var wanted = provider == null
                            ? all
                            : all.stream()
                                    .filter(each -> provider.equals(each.get("provider")))
                                    .toList();
                    var keys = wanted.stream()
                            .map(each -> each.get("provider") + "/" + each.get("id"))
                            .toList();
                    return Pages.page(wanted, keys, field);
                })
                .toCompletionStage();
    }

    /// Says something to one endpoint and answers how it is then.
    static CompletionStage<@Nullable Map<String, Object>> steer(DataFetchingEnvironment field, String action) {
        var body = Buffer.buffer(JsonValues.text(field.getArguments()));
        return ask(ModelFields.asking(field), action, body)
                .<@Nullable Map<String, Object>>map(told -> told.isEmpty() ? null : told.getFirst())
                .toCompletionStage();
    }

    /// What routing tells of one action as one object.
    static Future<Map<String, Object>> told(DataFetchingEnvironment field, String action, Map<String, Object> said) {
        return ask(ModelFields.asking(field), action, Buffer.buffer(JsonValues.text(said)))
                .map(List::getFirst);
    }

    private static Future<List<Map<String, Object>>> ask(Asking asking, String what, Buffer body) {
        var wish = new Asking.Wish(Operation.ADMINISTER, DIALECT, null, what, false, body);
        return asking.ask(wish).map(answer -> {
            var told = Json.parse(answer.body());
            return told.isArray() ? told.items().stream().map(JsonValues::map).toList() : List.of(JsonValues.map(told));
        });
    }

    /// @throws io.polygate.model.GatewayException for a caller who is none
    static void administrator(Asking asking) {
        if (!asking.sender().admin()) {
            throw GatewayError.of(
                            ErrorKind.PERMISSION_DENIED, "this is for administrators (expected: a key of role admin)")
                    .asException();
        }
    }
}
