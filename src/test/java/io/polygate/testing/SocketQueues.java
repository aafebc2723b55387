package io.polygate.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What the kernel holds of TCP connections: bytes that were written and not yet read by the other side. Linux tells it
/// in `/proc/net/tcp`.
public final class SocketQueues {

    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");

    private SocketQueues() {}

    /// Whether this system tells.
    public static boolean known() {
        return Files.isReadable(Path.of("/proc/net/tcp"));
    }

    /// The bytes in the queues of all sockets of these processes.
    public static long bytes(List<Long> processes) {
        try {
            var sockets = new HashSet<String>();
            for (var process : processes) {
                sockets.addAll(sockets(process));
            }
            var lines = new ArrayList<>(Files.readAllLines(Path.of("/proc/net/tcp")));
            var newer = Path.of("/proc/net/tcp6");
            lines.addAll(Files.exists(newer) ? Files.readAllLines(newer) : List.of());
            long bytes = 0;
            for (var line : lines) {
                var columns = line.strip().split("\\s+");
                if (columns.length > 9 && sockets.contains(columns[9])) {
                    var queues = columns[4].split(":");
                    bytes += Long.parseLong(queues[0], 16) + Long.parseLong(queues[1], 16);
                }
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> sockets(long process) throws IOException {
        var found = new HashSet<String>();
        try (var files = Files.list(Path.of("/proc", Long.toString(process), "fd"))) {
            for (var file : files.toList()) {
                var target = SOCKET.matcher(target(file));
                if (target.matches()) {
                    found.add(target.group(1));
                }
            }
        }
        return found;
    }

    /// A file that was closed meanwhile is none.
    private static String target(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
