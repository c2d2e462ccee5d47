// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.plumbing;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A client of Redis: one long connection, opened on first use and again after a failure. Commands
 * of several threads go one after the other.
 */
public final class Redis implements AutoCloseable {
  private static final int ATTEMPTS = 3;

  private final String name;
  private final URI address;
  private final Tally tally;
  private final ReentrantLock turn = new ReentrantLock();
  private @Nullable Connection open;

  /**
   * Creates a client that is not connected yet.
   *
   * @param name how the tally calls the server
   * @param address for example {@code redis://cart-cache:6379}
   * @param tally where connections and commands are counted
   */
  public Redis(String name, URI address, Tally tally) {
    this.name = name;
    this.address = address;
    this.tally = tally;
  }

  /** Returns the text under {@code key}, if any. */
  public Optional<String> get(String key) throws IOException, InterruptedException {
    return command("GET", key).stream().findFirst();
  }

  /** Sets {@code key} for {@code seconds}. */
  public void set(String key, String value, int seconds) throws IOException, InterruptedException {
    command("SET", key, value, "EX", Integer.toString(seconds));
  }

  /**
   * Returns what Redis answered: one text, the texts of a list, or nothing for null.
   *
   * @throws IOException when Redis cannot be reached or refuses the command
   */
  public List<String> command(String... words) throws IOException, InterruptedException {
    turn.lockInterruptibly();
    try {
      for (int attempt = 1; ; attempt++) {
        try {
          List<String> answer = connection().command(words);
          tally.sent(name, words[0], "ok");
          return answer;
        } catch (IOException e) {
          disconnect();
          if (attempt == ATTEMPTS) {
            tally.sent(name, words[0], "broken");
            throw new IOException(name + ": " + words[0] + ": " + e, e);
          }
          Thread.sleep(100L * attempt);
        }
      }
    } finally {
      turn.unlock();
    }
  }

  /** Returns whether Redis answers. */
  public boolean answers() {
    try {
      return command("PING").equals(List.of("PONG"));
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    turn.lock();
    try {
      disconnect();
    } finally {
      turn.unlock();
    }
  }

  private Connection connection() throws IOException {
    Connection current = open;
    if (current != null && current.old()) {
      disconnect();
      current = null;
    }
    if (current == null) {
      current = new Connection(new Socket(address.getHost(), address.getPort()));
      open = current;
      tally.opened(name);
    }
    return current;
  }

  private void disconnect() {
    Connection current = open;
    open = null;
    if (current != null) {
      current.close();
    }
  }

  /** One connection and the Redis serialization protocol, version 2, on it. */
  private static final class Connection {
    private final Socket socket;
    private final BufferedInputStream in;
    private final OutputStream out;
    private final long sinceNanos = System.nanoTime();

    Connection(Socket socket) throws IOException {
      this.socket = socket;
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(5_000);
      this.in = new BufferedInputStream(socket.getInputStream());
      this.out = new BufferedOutputStream(socket.getOutputStream());
    }

    boolean old() {
      return System.nanoTime() - sinceNanos > ConnectionAge.MAX.toNanos();
    }

    List<String> command(String... words) throws IOException {
      write("*" + words.length + "\r\n");
      for (String word : words) {
        write("$" + word.getBytes(StandardCharsets.UTF_8).length + "\r\n" + word + "\r\n");
      }
      out.flush();
      List<String> texts = new ArrayList<>();
      readInto(texts);
      return texts;
    }

    private void readInto(List<String> texts) throws IOException {
      String line = line();
      String rest = line.substring(1);
      switch (line.charAt(0)) {
        case '+', ':' -> texts.add(rest);
        case '$' -> bulk(Integer.parseInt(rest)).ifPresent(texts::add);
        case '*' -> {
          for (int left = Integer.parseInt(rest); left > 0; left--) {
            readInto(texts);
          }
        }
        default -> throw new IOException("refused: " + rest);
      }
    }

    private Optional<String> bulk(int length) throws IOException {
      if (length < 0) {
        return Optional.empty();
      }
      byte[] bytes = in.readNBytes(length);
      line();
      return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    }

    private String line() throws IOException {
      StringBuilder text = new StringBuilder();
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          throw new EOFException("closed by Redis");
        }
        if (b != '\r') {
          text.append((char) b);
        }
      }
      return text.toString();
    }

    private void write(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    void close() {
      try {
        socket.close();
      } catch (IOException _) {
        // It is of no use any more either way.
      }
    }
  }
}
