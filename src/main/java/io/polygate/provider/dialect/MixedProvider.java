package io.polygate.provider.dialect;

import io.polygate.model.Operation;
import io.polygate.provider.Attempt;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Provider;
import io.polygate.provider.UpstreamCall;
import io.polygate.wire.worker.WorkerDialect;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/// A provider of which some endpoints speak another dialect than the others: each call goes out in that of its
/// endpoint. Used on one context.
public final class MixedProvider implements Provider {

    private final Provider usual;
    private final String dialect;
    private final Function<String, Provider> maker;
    private final Map<String, Provider> others = new HashMap<>();

    /// @param dialect what `usual` speaks
    /// @param maker makes the same provider for another dialect
    public MixedProvider(Provider usual, String dialect, Function<String, Provider> maker) {
        this.usual = usual;
        this.dialect = dialect;
        this.maker = maker;
    }

    @Override
    public String id() {
        return usual.id();
    }

    @Override
    public boolean understands(String caller, Operation operation) {
        return usual.understands(caller, operation);
    }

    @Override
    public boolean continues(String model) {
        return usual.continues(model);
    }

    @Override
    public Attempt open(UpstreamCall call, AttemptHandler handler) {
        var spoken = call.via().dialect();
        if (spoken == null || spoken.equals(dialect) || !speakable(spoken)) {
            return usual.open(call, handler);
        }
        return others.computeIfAbsent(spoken, maker).open(call, handler);
    }

    private static boolean speakable(String dialect) {
        return Backend.of(dialect) != null || dialect.equals(WorkerDialect.NAME);
    }

    @Override
    public Future<Void> close() {
        others.values().forEach(Provider::close);
        return usual.close();
    }
}
