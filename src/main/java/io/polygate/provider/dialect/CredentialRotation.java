package io.polygate.provider.dialect;

import io.polygate.provider.ProviderConfig.Credential;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gives a provider's credentials in turn, each as often as its weight says (smooth weighted round robin, as nginx
/// does it). Used on one context.
final class CredentialRotation {

    private final String[] values;
    private final int[] weights;
    private final int[] current;
    private final int total;

    CredentialRotation(List<Credential> credentials, String prefix) {
        var usable = credentials.stream()
                .filter(c -> !c.value().value().isEmpty() && c.weight() > 0)
                .toList();
        values = usable.stream().map(c -> prefix + c.value().value()).toArray(String[]::new);
        weights = usable.stream().mapToInt(Credential::weight).toArray();
        current = new int[weights.length];
        total = usable.stream().mapToInt(Credential::weight).sum();
    }

    /// The next credential as its header says it, or null for a backend without credentials.
    @Nullable
    String next() {
        if (values.length <= 1) {
            return values.length == 0 ? null : values[0];
        }
        int best = 0;
        for (int i = 0; i < weights.length; i++) {
            current[i] += weights[i];
            if (current[i] > current[best]) {
                best = i;
            }
        }
        current[best] -= total;
        return values[best];
    }
}
