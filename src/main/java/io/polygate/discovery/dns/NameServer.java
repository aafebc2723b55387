package io.polygate.discovery.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Asks a name server for records with their time to live, which Vert.x's own DNS client does not tell. Nothing is
/// remembered between two questions. Used on one context only.
final class NameServer {

    private static final int TIMEOUT_MILLIS = 2_000;

    private final ContextInternal context;
    private final DnsNameResolver resolver;

    /// An address and for how many seconds it holds.
    record Address(String host, long ttl) {}

    /// A host that serves, RFC 2782.
    record Server(String host, int port, int priority, int weight, long ttl) {}

    /// @param server as `host:port`; null takes the machine's
    NameServer(Vertx vertx, @Nullable String server) {
        this.context = (ContextInternal) vertx.getOrCreateContext();
        var transport = ((VertxInternal) vertx).transport();
        EventLoop loop = context.nettyEventLoop();
        var builder = new DnsNameResolverBuilder(loop)
                .datagramChannelFactory(transport::datagramChannel)
                .socketChannelFactory(
                        () -> (SocketChannel) transport.channelFactory(false).newChannel())
                .resolveCache(NoopDnsCache.INSTANCE)
                .cnameCache(NoopDnsCnameCache.INSTANCE)
                .queryTimeoutMillis(TIMEOUT_MILLIS);
        if (server != null) {
            int colon = server.lastIndexOf(':');
            var address =
                    new InetSocketAddress(server.substring(0, colon), Integer.parseInt(server.substring(colon + 1)));
            builder.nameServerProvider(new SingletonDnsServerAddressStreamProvider(address));
        }
        this.resolver = builder.build();
    }

    Future<List<Address>> addresses(String name, DnsRecordType type) {
        return ask(name, type, (content, found) -> {
            try {
                var bytes = ByteBufUtil.getBytes(content.content());
                var address = InetAddress.getByAddress(bytes).getHostAddress();
                found.add(new Address(address, content.timeToLive()));
            } catch (UnknownHostException e) {
                // Neither four bytes nor sixteen: no address.
            }
        });
    }

    Future<List<Server>> servers(String name) {
        return ask(name, DnsRecordType.SRV, (content, found) -> {
            ByteBuf bytes = content.content();
            int priority = bytes.readUnsignedShort();
            int weight = bytes.readUnsignedShort();
            int port = bytes.readUnsignedShort();
            var host = DefaultDnsRecordDecoder.decodeName(bytes).replaceFirst("\\.$", "");
            found.add(new Server(host, port, priority, weight, content.timeToLive()));
        });
    }

    private <T> Future<List<T>> ask(String name, DnsRecordType type, BiConsumer<DnsRawRecord, List<T>> reader) {
        Promise<List<T>> answer = context.promise();
        var question = new DefaultDnsQuestion(name, type);
        resolver.resolveAll(question).addListener((io.netty.util.concurrent.Future<List<DnsRecord>> asked) -> {
            if (!asked.isSuccess()) {
                if (isNone(asked.cause())) {
                    answer.complete(List.of());
                } else {
                    answer.fail(asked.cause());
                }
                return;
            }
            var found = new ArrayList<T>();
            for (var record : asked.getNow()) {
                if (record.type().equals(type) && record instanceof DnsRawRecord raw) {
                    reader.accept(raw, found);
                }
                ReferenceCountUtil.release(record);
            }
            answer.complete(found);
        });
        return answer.future();
    }

    /// Whether a server said that there is no such name, or no such record of it.
    private static boolean isNone(Throwable cause) {
        for (var one = cause; one != null; one = one.getCause()) {
            if (one instanceof DnsErrorCauseException error) {
                return error.getCode().equals(DnsResponseCode.NXDOMAIN)
                        || error.getCode().equals(DnsResponseCode.NOERROR);
            }
        }
        return false;
    }

    void close() {
        resolver.close();
    }
}
