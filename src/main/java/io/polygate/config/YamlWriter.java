package io.polygate.config;

import java.util.List;
import java.util.regex.Pattern;

/// Writes entries as YAML: the effective configuration, or the shipped file with a comment for every key.
final class YamlWriter {

    /// What to write of an entry.
    enum Style {
        /// What holds, secrets masked, no comments.
        SHOWN,
        /// Everything with its comment; what is only an example is commented out.
        DOCUMENTED,
        /// Everything with its comment, examples as if they were live.
        EXAMPLE
    }

    private static final int WIDTH = 118;
    private static final int COMMENTS = 36;
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/.][A-Za-z0-9/._+@-]*(:[A-Za-z0-9/._+@-]+)*");
    private static final Pattern OTHER_TYPE = Pattern.compile(
            "(?i)null|true|false|0[xo][0-9a-f]+|[-+]?[0-9]*\\.?[0-9]*(e[-+]?[0-9]+)?|[-+]?\\.(inf|nan)");
    private static final Pattern PLAIN_TYPES = Pattern.compile("true|false|0|[1-9][0-9]{0,17}");

    private final Style style;
    private final StringBuilder out = new StringBuilder();

    YamlWriter(Style style) {
        this.style = style;
    }

    String write(List<Entry> entries) {
        for (var entry : entries) {
            if (style != Style.SHOWN && !out.isEmpty()) {
                out.append('\n');
            }
            entry(entry, "", false);
        }
        return out.toString();
    }

    private void entry(Entry entry, String indent, boolean off) {
        if (!entry.live() && style == Style.SHOWN) {
            return;
        }
        var hidden = off || !entry.live() && style == Style.DOCUMENTED;
        switch (entry) {
            case Entry.Leaf leaf -> line(indent, key(leaf) + " " + scalar(text(leaf)), leaf.doc(), hidden);
            case Entry.Leaves leaves -> line(indent, key(leaves) + " " + flow(leaves), leaves.doc(), hidden);
            case Entry.Group group -> group(group, indent, hidden);
            case Entry.Groups groups -> groups(groups, indent, hidden);
        }
    }

    private void group(Entry.Group group, String indent, boolean hidden) {
        var empty = group.entries().isEmpty();
        line(indent, key(group) + (empty ? " {}" : ""), group.doc(), hidden);
        group.entries().forEach(entry -> entry(entry, below(indent), hidden));
    }

    private void groups(Entry.Groups groups, String indent, boolean hidden) {
        var asExample = groups.items().isEmpty() && style != Style.SHOWN;
        var items = asExample ? List.of(groups.example()) : groups.items();
        line(indent, key(groups) + (items.isEmpty() ? " []" : ""), groups.doc(), hidden);
        for (var item : items) {
            item(item, below(indent), hidden || asExample && style == Style.DOCUMENTED);
        }
    }

    /// The first key of an item stands behind its dash.
    private void item(List<Entry> entries, String indent, boolean hidden) {
        var start = indent + "- ";
        for (var entry : entries) {
            entry(entry, start, hidden);
            start = below(indent);
        }
    }

    private static String below(String indent) {
        return indent.replace('-', ' ') + "  ";
    }

    private void line(String indent, String text, String doc, boolean hidden) {
        var off = hidden ? "# " : "";
        var start = off + indent;
        if (style == Style.SHOWN || doc.isEmpty()) {
            out.append(start).append(text).append('\n');
        } else if (Math.max(COMMENTS, start.length() + text.length() + 2) + 2 + doc.length() <= WIDTH) {
            out.append(start).append(text);
            out.repeat(' ', Math.max(2, COMMENTS - start.length() - text.length()));
            out.append("# ").append(doc).append('\n');
        } else {
            out.append(off)
                    .append(indent.replace('-', ' '))
                    .append("# ")
                    .append(doc)
                    .append('\n');
            out.append(start).append(text).append('\n');
        }
    }

    private String key(Entry entry) {
        return scalar(entry.key()) + ":";
    }

    private String text(Entry.Leaf leaf) {
        return style == Style.SHOWN ? escaped(leaf.shown()) : leaf.text();
    }

    private String flow(Entry.Leaves leaves) {
        var texts = style == Style.SHOWN
                ? leaves.shown().stream().map(YamlWriter::escaped).toList()
                : leaves.texts();
        return texts.stream().map(YamlWriter::scalar).toList().toString();
    }

    /// What holds has its references replaced: a `${` that is left is a plain one.
    private static String escaped(String text) {
        return text.replace("${", "$${");
    }

    /// Plain where nobody can take it for something else, quoted as JSON quotes otherwise.
    static String scalar(String text) {
        if (PLAIN_TYPES.matcher(text).matches()) {
            return text;
        }
        if (PLAIN.matcher(text).matches() && !OTHER_TYPE.matcher(text).matches()) {
            return text;
        }
        var quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append((char) c);
                case '\n' -> quoted.append("\\n");
                default -> {
                    if (c < ' ' || c == 0x7f) {
                        quoted.append(String.format("\\x%02x", c));
                    } else {
                        quoted.append((char) c);
                    }
                }
            }
        });
        return quoted.append('"').toString();
    }
}
