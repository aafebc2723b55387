package io.polygate.edge;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.transport.Transport;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Another transport, save that somebody sees each connection when it is accepted.
final class AcceptingTransport implements Transport {

    /// A prompt of usual size is read at once, and then never has to be joined from pieces.
    static final int MAX_READ = 256 * 1024;

    private static final int LEAST_READ = 64;
    private static final int FIRST_READ = 2048;

    private final Transport other;
    private final Consumer<Channel> accepted;

    AcceptingTransport(Transport other, Consumer<Channel> accepted) {
        this.other = other;
        this.accepted = accepted;
    }

    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        other.configure(options, domainSocket, bootstrap);
        bootstrap.childOption(
                ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(LEAST_READ, FIRST_READ, MAX_READ));
        bootstrap.handler(new Acceptor(accepted));
    }

    /// On the listening channel, ahead of the one that registers the connection.
    @io.netty.channel.ChannelHandler.Sharable
    private static final class Acceptor extends ChannelInboundHandlerAdapter {

        private final Consumer<Channel> accepted;

        Acceptor(Consumer<Channel> accepted) {
            this.accepted = accepted;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof Channel connection) {
                accepted.accept(connection);
            }
            context.fireChannelRead(message);
        }
    }

    @Override
    public boolean supportsDomainSockets() {
        return other.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
        return other.supportFileRegion();
    }

    @Override
    public boolean isAvailable() {
        return other.isAvailable();
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
        return other.unavailabilityCause();
    }

    @Override
    public java.net.SocketAddress convert(SocketAddress address) {
        return other.convert(address);
    }

    @Override
    public SocketAddress convert(java.net.SocketAddress address) {
        return other.convert(address);
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return other.ioHandlerFactory();
    }

    @Override
    public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory factory, int ioRatio) {
        return other.eventLoopGroup(type, threads, factory, ioRatio);
    }

    @Override
    public DatagramChannel datagramChannel() {
        return other.datagramChannel();
    }

    @Override
    @SuppressWarnings("deprecation")
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return other.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        return other.channelFactory(domainSocket);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        return other.serverChannelFactory(domainSocket);
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
        other.configure(channel, options);
    }

    @Override
    public void configure(ClientOptionsBase options, int connectTimeout, boolean domainSocket, Bootstrap bootstrap) {
        other.configure(options, connectTimeout, domainSocket, bootstrap);
    }
}
