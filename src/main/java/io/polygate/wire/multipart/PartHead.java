package io.polygate.wire.multipart;

import java.util.Locale;
import java.util.regex.Pattern;

/// What a part of a form is called, and whether it is a file.
record PartHead(String name, boolean file) {

    private static final String DISPOSITION = "content-disposition:";
    private static final Pattern NAME = Pattern.compile(
            ";\\s*name\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^;\\s\"]++))", Pattern.CASE_INSENSITIVE);
    private static final Pattern STARRED = Pattern.compile(";\\s*name\\*", Pattern.CASE_INSENSITIVE);
    private static final Pattern FILE = Pattern.compile(";\\s*filename\\*?\\s*=", Pattern.CASE_INSENSITIVE);

    /// @throws IllegalArgumentException with what is wrong with it
    static PartHead parse(String head) {
        String found = null;
        for (var line : head.replaceAll("\r\n[ \t]+", " ").split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith(DISPOSITION)) {
                if (found != null) {
                    throw new IllegalArgumentException("a part has two content-dispositions");
                }
                found = line.substring(DISPOSITION.length());
            }
        }
        return found == null ? new PartHead("", false) : named(found);
    }

    private static PartHead named(String disposition) {
        var name = NAME.matcher(disposition);
        if (STARRED.matcher(disposition).find()) {
            throw new IllegalArgumentException("a part's name is given as name*= (expected: name=)");
        }
        boolean file = FILE.matcher(disposition).find();
        if (!name.find()) {
            return new PartHead("", file);
        }
        var quoted = name.group(1);
        var value = quoted == null ? name.group(2) : quoted.replaceAll("\\\\(.)", "$1");
        if (name.find()) {
            throw new IllegalArgumentException("a part has two names");
        }
        return new PartHead(value, file);
    }
}
