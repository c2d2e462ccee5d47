// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.node.capture.netns.NetworkNamespace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A network namespace with a veth to the node, and sockets made inside it. */
final class TestPod implements AutoCloseable {

  /** Serves one accepted connection on a thread of its own. */
  interface Service {
    void serve(SocketChannel channel) throws Exception;
  }

  private final PodNetwork network;
  private final Process holder;
  private final NetworkNamespace namespace;
  private final PodSandbox sandbox;
  private final InetAddress ipv4;
  private final InetAddress ipv6;
  private final List<AutoCloseable> open = new ArrayList<>();

  TestPod(PodNetwork network, int number, Process holder, boolean hasV4, boolean hasV6)
      throws IOException {
    this.network = network;
    this.holder = holder;
    this.namespace = NetworkNamespace.open(Path.of("/proc/" + holder.pid() + "/ns/net"));
    this.ipv4 = hasV4 ? InetAddress.ofLiteral("10.77." + number + ".2") : null;
    this.ipv6 = hasV6 ? InetAddress.ofLiteral("fd77:" + number + "::2") : null;
    this.sandbox =
        new PodSandbox(
            UUID.randomUUID().toString(), namespace.inode(), (int) holder.pid(), "/pod" + number);
  }

  PodSandbox sandbox() {
    return sandbox;
  }

  String uid() {
    return sandbox.podUid();
  }

  InetAddress address(boolean v6) {
    return v6 ? ipv6 : ipv4;
  }

  <T> T inside(java.util.concurrent.Callable<T> work) throws IOException {
    return namespace.inside(network.home(), work);
  }

  String sh(String script) throws Exception {
    return network.sh("nsenter -t " + holder.pid() + " -n sh -c '" + script + "'");
  }

  Process start(String... command) throws IOException {
    return inside(() -> network.start(command));
  }

  ServerSocketChannel listen(InetSocketAddress at) throws IOException {
    ServerSocketChannel listener =
        inside(
            () ->
                ServerSocketChannel.open(
                    at.getAddress().getAddress().length == 4
                        ? StandardProtocolFamily.INET
                        : StandardProtocolFamily.INET6));
    listener.bind(at, 1024);
    open.add(listener);
    return listener;
  }

  InetSocketAddress serve(boolean v6, int port, Service service) throws IOException {
    InetSocketAddress at = new InetSocketAddress(address(v6), port);
    ServerSocketChannel listener = listen(at);
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                while (true) {
                  SocketChannel accepted = listener.accept();
                  Thread.ofPlatform()
                      .daemon()
                      .start(
                          () -> {
                            try (accepted) {
                              service.serve(accepted);
                            } catch (Exception e) {
                              // The test sees the other end.
                            }
                          });
                }
              } catch (AsynchronousCloseException e) {
                // The end.
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    return at;
  }

  InetSocketAddress echo(boolean v6, int port) throws IOException {
    return serve(
        v6,
        port,
        channel -> {
          ByteBuffer buffer = ByteBuffer.allocate(65536);
          while (channel.read(buffer.clear()) >= 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
              channel.write(buffer);
            }
          }
        });
  }

  /** Tells every client, before it says anything, as whom it came. */
  InetSocketAddress greeter(boolean v6, int port) throws IOException {
    return serve(
        v6,
        port,
        channel -> {
          String who =
              ((InetSocketAddress) channel.getRemoteAddress()).getAddress().getHostAddress();
          channel.write(ByteBuffer.wrap((who + "\n").getBytes(StandardCharsets.US_ASCII)));
          channel.read(ByteBuffer.allocate(16));
        });
  }

  SocketChannel connect(InetSocketAddress to) throws IOException {
    SocketChannel channel = socket(to.getAddress().getAddress().length == 16);
    try {
      channel.connect(to);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  SocketChannel socket(boolean v6) throws IOException {
    SocketChannel channel =
        inside(
            () ->
                SocketChannel.open(
                    v6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET));
    open.add(channel);
    return channel;
  }

  DatagramChannel datagram(boolean v6) throws IOException {
    DatagramChannel channel =
        inside(
            () ->
                DatagramChannel.open(
                    v6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET));
    open.add(channel);
    return channel;
  }

  /** Gives the pod a resolv.conf of its own. */
  void resolvers(InetAddress... resolvers) throws Exception {
    java.nio.file.Path file = java.nio.file.Files.createTempFile("resolv", ".conf");
    StringBuilder text = new StringBuilder();
    for (InetAddress each : resolvers) {
      text.append("nameserver ").append(each.getHostAddress()).append("\n");
    }
    java.nio.file.Files.writeString(file, text);
    network.sh("nsenter -t " + holder.pid() + " -m mount --bind " + file + " /etc/resolv.conf");
    java.nio.file.Files.delete(file);
  }

  /** Answers lookups over UDP and TCP by sending the question back as an answer. */
  void nameServer(boolean v6) throws Exception {
    DatagramChannel socket = datagram(v6);
    socket.bind(new InetSocketAddress(address(v6), 53));
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              ByteBuffer message = ByteBuffer.allocate(65_535);
              try {
                while (true) {
                  var from = socket.receive(message.clear());
                  message.flip().put(2, (byte) 0x80);
                  socket.send(message, from);
                }
              } catch (IOException e) {
                // The end.
              }
            });
    serve(
        v6,
        53,
        channel -> {
          var input = new java.io.DataInputStream(channel.socket().getInputStream());
          var output = channel.socket().getOutputStream();
          while (true) {
            byte[] message = new byte[input.readUnsignedShort()];
            input.readFully(message);
            message[2] = (byte) 0x80;
            output.write(new byte[] {(byte) (message.length >> 8), (byte) message.length});
            output.write(message);
          }
        });
  }

  void kill() throws Exception {
    holder.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    namespace.close();
  }
}
