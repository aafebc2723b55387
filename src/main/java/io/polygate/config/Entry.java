package io.polygate.config;

import java.util.List;

/// A key as the schema declares it, with the value that holds: what the printed configuration, the shipped file, the
/// names of variables and flags, and the list of changed keys are made of.
///
/// `live` is false for a key that is only shown as an example of what could be said.
sealed interface Entry {

    String key();

    String doc();

    boolean live();

    /// A value. `text` is as it would be written; `shown` as it may be shown.
    record Leaf(String key, String doc, boolean live, String text, String shown, boolean atStart) implements Entry {}

    /// Several values of one kind.
    record Leaves(String key, String doc, boolean live, List<String> texts, List<String> shown, boolean atStart)
            implements Entry {}

    /// Keys below a key. `open` ones take any key.
    record Group(String key, String doc, boolean live, List<Entry> entries, boolean open) implements Entry {}

    /// A list of groups; where it is empty, `example` shows one.
    record Groups(String key, String doc, boolean live, List<List<Entry>> items, List<Entry> example)
            implements Entry {}
}
