// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends one request after another at a fixed rate over some kept connections, and prints how long
 * the answers took. A request is due at its own time whatever the answers before it did, and
 * latency counts from there: a carrier that stalls is not asked less.
 *
 * <p>A program of its own, since it must run inside a pod's namespace.
 */
public final class SteadyLoad {
  private static final int TIMEOUT_MILLIS = 5_000;

  /** How long at the start is not counted: this program is compiled meanwhile. */
  private static final int WARM_SECONDS = 3;

  private SteadyLoad() {}

  /**
   * What one run measured.
   *
   * @param perSecond answers per second
   * @param p50Micros median latency
   * @param p99Micros 99th percentile
   * @param errors requests that failed
   */
  record Reading(double perSecond, double p50Micros, double p99Micros, long errors) {
    static Reading parse(String output) {
      String[] words = output.strip().split(" ");
      return new Reading(
          Double.parseDouble(words[0]),
          Double.parseDouble(words[1]),
          Double.parseDouble(words[2]),
          Long.parseLong(words[3]));
    }
  }

  /** Runs with: address, path, file of the body, requests per second, connections, seconds. */
  public static void main(String[] arguments) throws Exception {
    byte[] body = Files.readAllBytes(Path.of(arguments[2]));
    int rate = Integer.parseInt(arguments[3]);
    int connections = Integer.parseInt(arguments[4]);
    int seconds = Integer.parseInt(arguments[5]);
    byte[] request = request(arguments[0], arguments[1], body);
    List<Line> lines = new ArrayList<>();
    long begin = System.nanoTime() + 200_000_000;
    long period = 1_000_000_000L * connections / rate;
    for (int i = 0; i < connections; i++) {
      lines.add(
          new Line(
              new InetSocketAddress(arguments[0], 80),
              request,
              begin + i * period / connections,
              period,
              (int) ((WARM_SECONDS + seconds) * 1_000_000_000L / period),
              (int) (WARM_SECONDS * 1_000_000_000L / period)));
    }
    for (Line line : lines) {
      line.start();
    }
    for (Line line : lines) {
      line.join();
    }
    System.out.println(summary(lines, (System.nanoTime() - begin) / 1e9 - WARM_SECONDS));
  }

  private static byte[] request(String host, String path, byte[] body) {
    byte[] head =
        ("POST "
                + path
                + " HTTP/1.1\r\nHost: "
                + host
                + "\r\nUser-Agent: shop-client/2.1\r\nAccept: application/json\r\n"
                + "Content-Type: application/json\r\nContent-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] request = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    return request;
  }

  private static String summary(List<Line> lines, double seconds) {
    long[] all =
        lines.stream().flatMapToLong(line -> Arrays.stream(line.taken())).sorted().toArray();
    long errors = lines.stream().mapToLong(line -> line.errors).sum();
    return String.format(
        Locale.ROOT,
        "%.1f %.1f %.1f %d",
        all.length / seconds,
        all.length == 0 ? 0 : all[all.length / 2] / 1e3,
        all.length == 0 ? 0 : all[(int) (all.length * 0.99)] / 1e3,
        errors);
  }

  /** One connection and its schedule. */
  private static final class Line extends Thread {
    private final InetSocketAddress server;
    private final byte[] request;
    private final long first;
    private final long period;
    private final int warm;
    private final long[] nanos;
    private int count;
    private long errors;

    Line(
        InetSocketAddress server, byte[] request, long first, long period, int requests, int warm) {
      this.server = server;
      this.warm = warm;
      this.request = request;
      this.first = first;
      this.period = period;
      this.nanos = new long[requests];
    }

    long[] taken() {
      return Arrays.copyOfRange(nanos, Math.min(warm, count), count);
    }

    @Override
    public void run() {
      try (Socket socket = new Socket()) {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(server, TIMEOUT_MILLIS);
        InputStream in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
        OutputStream out = socket.getOutputStream();
        for (int i = 0; i < nanos.length; i++) {
          long due = first + i * period;
          for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
          }
          out.write(request);
          answer(in);
          nanos[count++] = System.nanoTime() - due;
        }
      } catch (IOException e) {
        errors += nanos.length - count;
      }
    }

    /** Reads one answer with a length. */
    private static void answer(InputStream in) throws IOException {
      int length = -1;
      boolean good = false;
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        good |= line.startsWith("HTTP/1.1 200");
        if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
          length = Integer.parseInt(line.substring(15).strip());
        }
      }
      if (!good || length < 0) {
        throw new IOException("no answer with a length");
      }
      in.skipNBytes(length);
    }

    private static String line(InputStream in) throws IOException {
      StringBuilder line = new StringBuilder();
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          throw new IOException("ended inside an answer");
        }
        if (b != '\r') {
          line.append((char) b);
        }
      }
      return line.toString();
    }
  }
}
