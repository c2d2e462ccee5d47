// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.plumbing;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/**
 * A program in its role as a client: one HTTP/1.1 client with kept connections, and the tally that
 * everything it asks for is written to.
 */
public final class Caller implements AutoCloseable {
  private final HttpClient client;
  private final Tally tally;

  /**
   * Creates the client side of a program.
   *
   * @param tally where exchanges are counted; its program's name is sent as the user agent
   * @param trust which servers are trusted over TLS
   */
  public Caller(Tally tally, SSLContext trust) {
    this.tally = tally;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .sslContext(trust)
            .build();
  }

  /** Creates the client side of {@code tally}'s program, trusting what {@code settings} say. */
  public static Caller of(Tally tally, Settings settings) {
    return new Caller(tally, Trust.fromSettings(settings));
  }

  /** Returns the program at {@code base}, known in the tally as {@code name}. */
  public Peer peer(String name, URI base) {
    return new Peer(name, base, client, tally);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
