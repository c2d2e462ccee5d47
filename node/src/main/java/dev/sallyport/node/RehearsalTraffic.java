// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/** Requests over HTTP/1.1 and somebody who answers them, with what both need and no more. */
final class RehearsalTraffic {
  private static final int EXCHANGES_PER_CONNECTION = 20;
  private static final int ANSWER_MILLIS = 10_000;
  private static final long PAUSE_MILLIS = 50;

  private static final String END = "end";

  private static final String BODY =
      "{\"order\":{\"id\":\"o-1001\",\"total\":12.5,\"note\":\"please ring the bell\"},\"lines\":["
          + "{\"sku\":\"A-17\",\"count\":2,\"text\":\"a blue cup\"},{\"sku\":\"B-2\",\"count\":1}]}";

  private RehearsalTraffic() {}

  /**
   * Sends requests to a port for so long, over kept connections and over new ones in turn, and
   * returns how many were answered.
   *
   * @throws IOException when nothing was answered within {@code patience}
   */
  static long pass(int port, Duration length, Duration patience)
      throws IOException, InterruptedException {
    long begunAt = System.nanoTime();
    long answered = 0;
    while (answered == 0 || System.nanoTime() - begunAt < length.toNanos()) {
      try {
        answered += connection(port, answered % 2 == 0 ? EXCHANGES_PER_CONNECTION : 1);
      } catch (IOException e) {
        if (System.nanoTime() - begunAt > patience.toNanos()) {
          throw e;
        }
        // The listener is opened a moment after the program says that it has started.
        Thread.sleep(PAUSE_MILLIS);
      }
    }
    return answered;
  }

  private static int connection(int port, int exchanges) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(ANSWER_MILLIS);
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      for (int number = 1; number <= exchanges; number++) {
        out.write(request(number, number == exchanges).getBytes(US_ASCII));
        if (!readMessage(in)) {
          throw new IOException("the connection ended before the answer");
        }
      }
      return exchanges;
    }
  }

  private static String request(int number, boolean last) {
    String body = number % 2 == 0 ? BODY : "";
    return "%s /orders/%d?sort=name HTTP/1.1\r\nHost: origin.rehearsal\r\n%sContent-Length: %d\r\n\r\n%s"
        .formatted(
            body.isEmpty() ? "GET" : "POST",
            number,
            (last ? "Connection: close\r\n" : "") + "Content-Type: application/json\r\n",
            body.length(),
            body);
  }

  /** Reads a head and as much as it announces; returns false at the end of the connection. */
  private static boolean readMessage(InputStream in) throws IOException {
    int length = 0;
    for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring("Content-Length: ".length()));
      } else if (line.equals(END)) {
        return false;
      }
    }
    return in.readNBytes(length).length == length;
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        return END;
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  /** Answers every request with the same document, each connection on a thread of its own. */
  static final class Origin implements AutoCloseable {
    private static final byte[] ANSWER =
        ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(BODY.length(), BODY))
            .getBytes(US_ASCII);

    private final ServerSocket listener;

    private Origin(ServerSocket listener) {
      this.listener = listener;
    }

    static Origin start() throws IOException {
      Origin origin = new Origin(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()));
      Thread.ofPlatform().daemon().name("rehearsal-origin").start(origin::accept);
      return origin;
    }

    int port() {
      return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }

    private void accept() {
      try {
        while (true) {
          Socket socket = listener.accept();
          Thread.ofPlatform().daemon().start(() -> answer(socket));
        }
      } catch (IOException closed) {
        // It is over.
      }
    }

    private static void answer(Socket socket) {
      try (socket) {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        while (readMessage(in)) {
          socket.getOutputStream().write(ANSWER);
        }
      } catch (IOException gone) {
        // The other side hung up.
      }
    }
  }
}
