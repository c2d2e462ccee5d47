// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.customers;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * An HTTP/1.1 connection on a plain socket: it sends what it is told exactly once and never
 * retries, which an HTTP client of a library does not promise.
 */
final class CustomerConnection implements AutoCloseable {
  private static final int CONNECT_WITHIN_MILLIS = 5_000;
  private static final int SILENCE_MAX_MILLIS = 30_000;
  private static final long FRESH_NANOS = 20_000_000;

  /** The customers' own address, where they share a machine with those they call. */
  private static final String SOURCE_ADDRESS = System.getenv().getOrDefault("SOURCE_ADDRESS", "");

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private boolean usable = true;
  private long usedAtNanos = System.nanoTime();

  private CustomerConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  static CustomerConnection to(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      if (!SOURCE_ADDRESS.isEmpty()) {
        socket.bind(new InetSocketAddress(SOURCE_ADDRESS, 0));
      }
      socket.setSoTimeout(SILENCE_MAX_MILLIS);
      socket.connect(address, CONNECT_WITHIN_MILLIS);
      return new CustomerConnection(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Returns whether another errand may be run on this connection: the last one was answered in
   * full, and the server has not closed it while it rested.
   */
  boolean usable() {
    boolean fresh = System.nanoTime() - usedAtNanos < FRESH_NANOS;
    return usable && (fresh || !closedByServer());
  }

  private boolean closedByServer() {
    try {
      socket.setSoTimeout(1);
      in.mark(1);
      int next = in.read();
      in.reset();
      return next < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    } finally {
      restoreTimeout();
    }
  }

  private void restoreTimeout() {
    try {
      socket.setSoTimeout(SILENCE_MAX_MILLIS);
    } catch (SocketException _) {
      // Closed; the next use finds out.
    }
  }

  /** Sends the request of {@code errand} and reads the whole answer. */
  Got run(Errand errand, String host, boolean keep) throws IOException {
    usable = false;
    long start = System.nanoTime();
    out.write(request(errand, host, keep));
    out.flush();
    int status = status(line());
    Map<String, String> headers = headers();
    long bytes;
    if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      bytes = chunks();
    } else if (status == 204 || status == 304) {
      bytes = 0;
    } else if (headers.containsKey("content-length")) {
      bytes = skip(Long.parseLong(headers.get("content-length")));
    } else {
      throw new IOException("an answer without a length");
    }
    usedAtNanos = System.nanoTime();
    usable = keep && !headers.getOrDefault("connection", "").equalsIgnoreCase("close");
    return new Got(status, bytes, System.nanoTime() - start);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static byte[] request(Errand errand, String host, boolean keep) {
    byte[] body = errand.body().getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder();
    head.append(errand.method()).append(' ').append(errand.path()).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(host).append("\r\nUser-Agent: customer/1.0\r\nAccept: */*\r\n");
    if (!keep) {
      head.append("Connection: close\r\n");
    }
    if (body.length > 0) {
      head.append("Content-Type: application/json\r\nContent-Length: ").append(body.length);
      head.append("\r\n");
    }
    byte[] headBytes = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    byte[] request = new byte[headBytes.length + body.length];
    System.arraycopy(headBytes, 0, request, 0, headBytes.length);
    System.arraycopy(body, 0, request, headBytes.length, body.length);
    return request;
  }

  private static int status(String line) throws IOException {
    if (!line.startsWith("HTTP/1.1 ") || line.length() < 12) {
      throw new IOException("not an HTTP/1.1 answer");
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
    return headers;
  }

  private long chunks() throws IOException {
    long bytes = 0;
    for (long size = chunkSize(); size > 0; size = chunkSize()) {
      bytes += skip(size);
      line();
    }
    while (!line().isEmpty()) {
      // A trailer.
    }
    return bytes;
  }

  private long chunkSize() throws IOException {
    return Long.parseLong(line().split(";", 2)[0].strip(), 16);
  }

  private long skip(long length) throws IOException {
    in.skipNBytes(length);
    return length;
  }

  private String line() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the connection ended");
      }
      if (b != '\r') {
        text.append((char) b);
      }
    }
    return text.toString();
  }

  /**
   * An answer.
   *
   * @param status HTTP status
   * @param bytes length of the body
   * @param nanos from the first byte sent to the last one received
   */
  record Got(int status, long bytes, long nanos) {}
}
