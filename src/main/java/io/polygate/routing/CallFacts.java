package io.polygate.routing;

import io.polygate.bus.Call;
import io.polygate.identity.Principal;
import io.polygate.provider.Prompt;
import io.polygate.provider.PromptReader;
import io.polygate.provider.Provider;
import io.polygate.routing.endpoint.Hashes;
import io.polygate.routing.endpoint.Traits;
import io.polygate.routing.rule.Facts;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// What is known of a call, found out once and only when a rule asks. Belongs to one context.
final class CallFacts implements Facts {

    private static final String SESSION = "x-session-id";
    private static final int BYTES_PER_TOKEN = 4;
    private static final int PREFIX = 1024;

    private Call call;
    private final @Nullable Principal principal;
    private final PromptReader reader;
    private final Map<String, Provider> providers;
    private @Nullable Prompt prompt;
    private double lot = -1;

    CallFacts(Call call, @Nullable Principal principal, RoutingSnapshot snapshot) {
        this.call = call;
        this.principal = principal;
        this.reader = snapshot.prompts();
        this.providers = snapshot.providers();
    }

    /// What is asked at a vendor's own path names that path.
    @Override
    public boolean reachesAll() {
        return call.variant() == null;
    }

    @Override
    public boolean reaches(String id) {
        var provider = providers.get(id);
        return provider == null || provider.understands(call.dialect(), call.operation());
    }

    @Override
    public String key() {
        return principal == null ? "" : principal.name();
    }

    @Override
    public @Nullable String team() {
        return principal == null ? null : principal.team();
    }

    @Override
    public @Nullable String header(String name) {
        return call.header(name);
    }

    /// The same call without its body: nobody will ask for the prompt any more.
    void now(Call bodiless) {
        call = bodiless;
    }

    @Override
    public Prompt prompt() {
        if (prompt == null) {
            prompt = reader.read(call.uploads() ? Buffer.buffer() : call.body());
        }
        return prompt;
    }

    /// The session that the caller names, else its user; null when it names neither.
    @Nullable
    String affinity() {
        var session = header(SESSION);
        if (session != null) {
            return session;
        }
        var said = prompt();
        return said.session() != null ? said.session() : said.user();
    }

    @Override
    public double lot() {
        if (lot < 0) {
            var affinity = affinity();
            lot = affinity == null ? ThreadLocalRandom.current().nextDouble() : spread(affinity);
        }
        return lot;
    }

    /// The same for the same text, evenly from 0 to 1 over many.
    private static double spread(String text) {
        return (Hashes.of(text) >>> 11) * 0x1.0p-53;
    }

    @Override
    public Traits traits(boolean hashed) {
        return new Traits(hashed ? belonging() : null, call.peer(), call.body().length() / BYTES_PER_TOKEN);
    }

    /// What calls that should come to the same place have in common: session, user, key, or the prompt's beginning.
    private String belonging() {
        var affinity = affinity();
        if (affinity != null) {
            return affinity;
        }
        if (principal != null && !principal.equals(Principal.ANONYMOUS)) {
            return principal.name();
        }
        return call.body().getString(0, Math.min(call.body().length(), PREFIX), "ISO-8859-1");
    }
}
