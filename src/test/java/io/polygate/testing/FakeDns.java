package io.polygate.testing;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A name server over UDP for A, AAAA and SRV (RFC 1035, 2782): answers what a test said, NXDOMAIN for a name that it
/// doesn't know, nothing at all while it is silent.
public final class FakeDns implements AutoCloseable {

    private static final int A = 1;
    private static final int AAAA = 28;
    private static final int SRV = 33;
    private static final int NXDOMAIN = 3;

    private record Record(int type, int ttl, Buffer content) {}

    private final Vertx vertx = Vertx.vertx();
    private final DatagramSocket socket = vertx.createDatagramSocket();
    private final Map<String, List<Record>> records = new ConcurrentHashMap<>();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private volatile int failure;

    public FakeDns() {
        Wait.on(socket.listen(0, "127.0.0.1"));
        socket.handler(this::answer);
    }

    public String address() {
        return "127.0.0.1:" + socket.localAddress().port();
    }

    public Vertx vertx() {
        return vertx;
    }

    /// The names that were asked for.
    public List<String> seen() {
        return seen;
    }

    /// Every question is answered with this response code; 0 as usual.
    public void fails(int code) {
        failure = code;
    }

    /// The addresses of a name; none is a name that there is without any.
    public FakeDns host(String name, int ttl, String... addresses) {
        var list = new ArrayList<Record>();
        for (var address : addresses) {
            var bytes = bytes(address);
            list.add(new Record(bytes.length == 4 ? A : AAAA, ttl, Buffer.buffer(bytes)));
        }
        records.put(name, list);
        return this;
    }

    public FakeDns server(String name, int ttl, int priority, int weight, int port, String host) {
        var content = Buffer.buffer()
                .appendUnsignedShort(priority)
                .appendUnsignedShort(weight)
                .appendUnsignedShort(port)
                .appendBuffer(encoded(host));
        records.computeIfAbsent(name, n -> new CopyOnWriteArrayList<>()).add(new Record(SRV, ttl, content));
        return this;
    }

    public void forget(String name) {
        records.remove(name);
    }

    private void answer(DatagramPacket packet) {
        var question = packet.data();
        var name = new StringBuilder();
        int at = 12;
        while (question.getUnsignedByte(at) != 0) {
            int length = question.getUnsignedByte(at);
            name.append(question.getString(at + 1, at + 1 + length)).append('.');
            at += 1 + length;
        }
        int type = question.getUnsignedShort(at + 1);
        var asked = name.substring(0, name.length() - 1).toLowerCase(Locale.ROOT);
        seen.add(asked);
        var known = records.get(asked);
        var fitting = known == null
                ? List.<Record>of()
                : known.stream().filter(record -> record.type == type).toList();
        int code = failure != 0 ? failure : known == null ? NXDOMAIN : 0;
        var reply = Buffer.buffer()
                .appendUnsignedShort(question.getUnsignedShort(0))
                .appendUnsignedShort(0x8580 | code)
                .appendUnsignedShort(1)
                .appendUnsignedShort(code == 0 ? fitting.size() : 0)
                .appendInt(0)
                .appendBuffer(question.slice(12, at + 5));
        if (code == 0) {
            fitting.forEach(record -> reply.appendUnsignedShort(0xc00c)
                    .appendUnsignedShort(record.type)
                    .appendUnsignedShort(1)
                    .appendUnsignedInt(record.ttl)
                    .appendUnsignedShort(record.content.length())
                    .appendBuffer(record.content));
        }
        socket.send(reply, packet.sender().port(), packet.sender().host());
    }

    private static Buffer encoded(String host) {
        var name = Buffer.buffer();
        for (var label : host.split("\\.")) {
            name.appendUnsignedByte((short) label.length()).appendBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        return name.appendByte((byte) 0);
    }

    private static byte[] bytes(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        Wait.on(vertx.close());
    }
}
