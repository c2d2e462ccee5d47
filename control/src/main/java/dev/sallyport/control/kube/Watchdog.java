// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens watches anew that went silent. The client library retries what fails; what it cannot see is
 * an answer that never ends, since its time limit is over with the head of an answer, and a
 * connection whose other end is gone without a word, on which it waits for up to twelve minutes.
 *
 * <p>Has one virtual thread, which alone opens anew. Safe for any thread.
 */
final class Watchdog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

  private final KubernetesClient client;
  private final Patience patience;
  private final List<Charge> charges = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private final AtomicLong restarts = new AtomicLong();
  private volatile boolean away;
  private long awaySince;
  private long answeringSince = System.nanoTime();

  /** A watch, and how long it may be silent now. Used on the watchdog's thread alone. */
  private static final class Charge {
    final Watched<?> kind;
    Duration silence;

    Charge(Watched<?> kind, Duration silence) {
      this.kind = kind;
      this.silence = silence;
    }
  }

  Watchdog(KubernetesClient client, Patience patience) {
    this.client = requireNonNull(client, "client");
    this.patience = requireNonNull(patience, "patience");
    this.thread = Thread.ofVirtual().name("kube-watchdog").unstarted(this::run);
  }

  void over(List<? extends Watched<?>> kinds) {
    kinds.forEach(each -> charges.add(new Charge(each, patience.silence())));
  }

  void start() {
    thread.start();
  }

  /** Returns whether the API server gave no answer when it was last asked. */
  boolean away() {
    return away;
  }

  /** Returns how many watches were opened anew. */
  long restarts() {
    return restarts.get();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(patience.look());
        look();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        log.error("Kubernetes: watches could not be looked after", e);
      }
    }
  }

  private void look() {
    boolean answers = answers();
    long now = System.nanoTime();
    if (!answers) {
      // Not since it was asked: what was heard while the question waited proves nothing of later.
      awaySince = away ? awaySince : now;
      away = true;
      return;
    }
    if (away) {
      // What passes for live and heard nothing since may hang on a connection that nobody serves.
      charges.stream()
          .map(each -> each.kind)
          .filter(each -> each.live() && each.lastSignAt() < awaySince)
          .forEach(each -> restart(each, "it heard nothing while the API was away"));
      answeringSince = now;
      away = false;
    }
    charges.forEach(each -> attend(each, now));
  }

  /** While the API is away nothing is gained by opening anew, so only silence since then counts. */
  private void attend(Charge charge, long now) {
    if (charge.kind.live()) {
      charge.silence = patience.silence();
      return;
    }
    Duration silent = Duration.ofNanos(now - Math.max(charge.kind.lastSignAt(), answeringSince));
    if (silent.compareTo(charge.silence) > 0) {
      restart(charge.kind, "nothing was heard of it for " + silent.toSeconds() + " s");
      Duration longer = charge.silence.multipliedBy(2);
      charge.silence = longer.compareTo(patience.silenceMax()) < 0 ? longer : patience.silenceMax();
    }
  }

  private void restart(Watched<?> kind, String why) {
    log.warn("Kubernetes: the watch of {} is opened anew: {}", kind.plural(), why);
    restarts.incrementAndGet();
    kind.restart();
  }

  /** Any answer will do: who may not read the version is answered as well. */
  private boolean answers() {
    try {
      client.raw("/version");
      return true;
    } catch (KubernetesClientException e) {
      return e.getCode() > 0;
    }
  }
}
