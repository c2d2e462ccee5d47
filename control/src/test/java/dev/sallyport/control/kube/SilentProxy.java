// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before an API server and can fall silent as a network does: connections stay open, and
 * nothing passes over them any more.
 */
final class SilentProxy implements AutoCloseable {
  private static final String ENDLESS =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4096\r\n\r\n{";

  private final URI behind;
  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile String endless = "";
  private final AtomicInteger generation = new AtomicInteger();
  private volatile boolean silent;

  SilentProxy(URI behind) {
    this.behind = behind;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** Answers the next list below {@code path} with a head and a body that never ends. */
  void neverEnd(String path) {
    endless = "GET " + path;
  }

  /** Returns whether an answer that never ends was given. */
  boolean gaveEndless() {
    return endless.isEmpty();
  }

  /** Lets nothing pass any more, on connections that are open and on new ones. */
  void fallSilent() {
    silent = true;
    generation.incrementAndGet();
  }

  /** Serves new connections again; those from before stay silent for ever. */
  void speak() {
    generation.incrementAndGet();
    silent = false;
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket each : sockets) {
        each.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    try {
      while (!server.isClosed()) {
        Socket client = server.accept();
        int born = generation.get();
        sockets.add(client);
        Thread.ofVirtual().start(() -> serve(client, born));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket client, int born) {
    try {
      Socket upstream = new Socket(InetAddress.getLoopbackAddress(), behind.getPort());
      sockets.add(upstream);
      Thread.ofVirtual().start(() -> pump(upstream, client, born, false));
      pump(client, upstream, born, true);
    } catch (IOException e) {
      sockets.remove(client);
    }
  }

  private void pump(Socket from, Socket to, int born, boolean requests) {
    byte[] bytes = new byte[16_384];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        if (silent || born != generation.get()) {
          continue;
        }
        if (requests && isEndless(new String(bytes, 0, count, StandardCharsets.ISO_8859_1))) {
          from.getOutputStream().write(ENDLESS.getBytes(StandardCharsets.ISO_8859_1));
          continue;
        }
        out.write(bytes, 0, count);
        out.flush();
      }
      if (!silent && born == generation.get()) {
        to.close();
      }
    } catch (IOException e) {
      closeQuietly(to);
    }
  }

  private boolean isEndless(String request) {
    String wanted = endless;
    if (wanted.isEmpty() || !request.startsWith(wanted) || request.contains("watch=true")) {
      return false;
    }
    endless = "";
    return true;
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed already.
    }
  }
}
