package io.polygate.routing.rule;

import java.util.List;

/// Where rules come from: the configuration's file, or a table.
@FunctionalInterface
public interface RuleSource {

    /// All rules that hold now. Of two with the same name the first counts.
    List<ModelConfig> rules();
}
