package io.polygate.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/// What some files hold at a moment, to see whether they changed: by content, so that it does not matter how they were
/// written (in place, renamed over, a link turned elsewhere) and a touched file is the same file.
record FileStamp(List<String> digests) {

    private static final String ABSENT = "absent";

    FileStamp {
        digests = List.copyOf(digests);
    }

    /// Reads the files: not for an event loop.
    static FileStamp of(Collection<Path> files) {
        return new FileStamp(files.stream().sorted().map(FileStamp::digest).toList());
    }

    private static String digest(Path file) {
        if (Files.isDirectory(file)) {
            return digestAll(file);
        }
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return HexFormat.of().formatHex(digest);
        } catch (IOException e) {
            return ABSENT;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String digestAll(Path folder) {
        try (var files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .sorted()
                    .map(file -> file.getFileName() + ":" + digest(file))
                    .toList()
                    .toString();
        } catch (IOException e) {
            return ABSENT;
        }
    }
}
