// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonParser;
import dev.sallyport.model.FailureCause;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates that control publishes, read from its ConfigMap through the API. The kubelet
 * brings the same into the pod as a file, but only up to two minutes after control wrote it. Read
 * when asked for and no oftener than every few seconds, so it costs nothing once the link stands.
 * Safe for any thread.
 */
public final class PublishedTrust implements Supplier<String>, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PublishedTrust.class);
  private static final String KEY = "ca.crt";

  /** A pause between reads; the longest is for clusters in which many nodes wait at once. */
  private static final long PAUSE_NANOS_MIN = 1_000_000_000L;

  private static final long PAUSE_NANOS_MAX = 5 * PAUSE_NANOS_MIN;

  private final KubeClient api;
  private final String path;
  private final AtomicBoolean reading = new AtomicBoolean();
  private final AtomicLong readAgainAtNanos = new AtomicLong(System.nanoTime());
  private volatile String text = "";
  private volatile String trouble = "";
  private long pauseNanos = PAUSE_NANOS_MIN;

  /**
   * Returns a reader that has not read yet.
   *
   * @param configMap namespace and name, {@code sallyport/sallyport-ca}
   * @throws IllegalArgumentException when it is not of that form
   */
  public PublishedTrust(KubeAccess access, String configMap) {
    this(access, configMap, KubeLimits.defaults());
  }

  PublishedTrust(KubeAccess access, String configMap, KubeLimits limits) {
    String[] parts = requireNonNull(configMap, "configMap").split("/", -1);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw new IllegalArgumentException(
          "ConfigMap '" + configMap + "' (expected: namespace/name, as in sallyport/sallyport-ca)");
    }
    this.api = new KubeClient(access, limits);
    this.path = "/api/v1/namespaces/" + parts[0] + "/configmaps/" + parts[1];
  }

  /**
   * Returns the certificates in PEM as last read, blank while they are not known, and sees to it
   * that they are read again soon. Never waits.
   */
  @Override
  public String get() {
    if (System.nanoTime() - readAgainAtNanos.get() >= 0 && reading.compareAndSet(false, true)) {
      var unused = Thread.ofVirtual().name("sallyport-trust").start(this::read);
    }
    return text;
  }

  @Override
  public void close() {
    api.close();
  }

  private void read() {
    try (InputStream answer = api.get(path)) {
      text = certificates(answer).orElse("");
      trouble = "";
    } catch (IOException failed) {
      String why = FailureCause.of(failed);
      if (!why.equals(trouble)) {
        log.info("the certificates of control cannot be read from the API: {}", why);
      }
      trouble = why;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      pauseNanos = text.isBlank() ? Math.min(PAUSE_NANOS_MAX, pauseNanos * 3 / 2) : PAUSE_NANOS_MAX;
      long jitter = ThreadLocalRandom.current().nextLong(pauseNanos / 4);
      readAgainAtNanos.set(System.nanoTime() + pauseNanos - jitter);
      reading.set(false);
    }
  }

  private static Optional<String> certificates(InputStream answer) throws IOException {
    String[] found = {""};
    try (JsonParser in = Json.FACTORY.createParser(answer)) {
      in.nextToken();
      Json.fields(
          in,
          (name, value) -> {
            if (name.equals("data")) {
              Json.fields(
                  value,
                  (key, each) -> {
                    if (key.equals(KEY)) {
                      found[0] = Json.text(each);
                    } else {
                      each.skipChildren();
                    }
                  });
            } else {
              value.skipChildren();
            }
          });
    }
    return found[0].isBlank() ? Optional.empty() : Optional.of(found[0]);
  }
}
