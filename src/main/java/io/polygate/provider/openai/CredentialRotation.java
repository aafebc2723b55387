package io.polygate.provider.openai;

import io.polygate.provider.ProviderConfig.Credential;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gives a provider's credentials in turn, each as often as its weight says (smooth weighted round robin, as nginx
/// does it). Used on one context.
final class CredentialRotation {

    private final String[] bearers;
    private final int[] weights;
    private final int[] current;
    private final int total;

    CredentialRotation(List<Credential> credentials) {
        var usable = credentials.stream()
                .filter(c -> !c.value().value().isEmpty() && c.weight() > 0)
                .toList();
        bearers = usable.stream().map(c -> "Bearer " + c.value().value()).toArray(String[]::new);
        weights = usable.stream().mapToInt(Credential::weight).toArray();
        current = new int[weights.length];
        total = usable.stream().mapToInt(Credential::weight).sum();
    }

    /// The next `authorization` value, or null for a backend without credentials.
    @Nullable
    String next() {
        if (bearers.length <= 1) {
            return bearers.length == 0 ? null : bearers[0];
        }
        int best = 0;
        for (int i = 0; i < weights.length; i++) {
            current[i] += weights[i];
            if (current[i] > current[best]) {
                best = i;
            }
        }
        current[best] -= total;
        return bearers[best];
    }
}
