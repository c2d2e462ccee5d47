// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One kind of object under list and watch.
 *
 * <p>Handlers run on the informer's thread, one at a time per kind.
 */
final class Watched<T extends HasMetadata> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Watched.class);

  private final String plural;
  private final Supplier<SharedIndexInformer<T>> informers;
  private final Consumer<T> put;
  private final Consumer<T> gone;
  private volatile Round round;
  private volatile @Nullable String trouble;
  private volatile boolean closed;
  private volatile boolean absent;
  private volatile boolean refused;
  private volatile boolean synced;
  private volatile long lastSignAt = System.nanoTime();

  /**
   * Returns a kind that is not watched yet.
   *
   * @param informers makes an informer each time that the kind is watched from the start
   */
  Watched(
      String plural,
      Supplier<SharedIndexInformer<T>> informers,
      Consumer<T> put,
      Consumer<T> gone) {
    this.plural = plural;
    this.informers = informers;
    this.put = put;
    this.gone = gone;
    this.round = new Round(informers.get());
  }

  String plural() {
    return plural;
  }

  void start() {
    round.start();
  }

  /**
   * Gives up the informer and lists and watches with a new one, which knows what the old one knew:
   * what went meanwhile is told as gone. Does nothing once closed.
   */
  synchronized void restart() {
    if (closed) {
      return;
    }
    Round old = round;
    old.end();
    Round next = new Round(informers.get());
    next.informer.initialState(old.informer.getStore().list().stream());
    lastSignAt = System.nanoTime();
    round = next;
    next.start();
  }

  /** Returns whether the list was read and changes arrive. */
  boolean live() {
    SharedIndexInformer<T> now = round.informer;
    return synced() && now.hasSynced() && now.isWatching();
  }

  /** Returns whether the list was read once. */
  boolean synced() {
    if (!synced && round.informer.hasSynced()) {
      synced = true;
    }
    return synced;
  }

  /** Returns when an object or a failure was last heard of, as {@link System#nanoTime} counts. */
  long lastSignAt() {
    return lastSignAt;
  }

  /** Returns whether the list was read, or the API server said that it will not give it. */
  boolean answered() {
    return synced() || refused;
  }

  /** Returns whether the API server said last that it has no such kind. */
  boolean absent() {
    return absent && !live();
  }

  /** Returns what is wrong, as a sentence, or empty when nothing is. */
  Optional<String> trouble() {
    if (live()) {
      trouble = null;
      return Optional.empty();
    }
    String why = trouble;
    return Optional.of("cannot watch " + plural + (why == null ? ": not listed yet" : ": " + why));
  }

  @Override
  public synchronized void close() {
    closed = true;
    round.end();
  }

  /** One informer from its start until it is given up; what it says after that is not heard. */
  private final class Round implements ResourceEventHandler<T> {
    final SharedIndexInformer<T> informer;
    private boolean over;

    Round(SharedIndexInformer<T> informer) {
      this.informer = informer;
    }

    void start() {
      informer.itemStore(new TrimmedStore());
      informer.addEventHandler(this);
      informer.exceptionHandler(
          (_, failure) -> {
            note(failure);
            return !closed;
          });
      var unused =
          informer
              .start()
              .whenComplete(
                  (_, failure) -> {
                    if (failure != null) {
                      note(failure);
                    }
                  });
    }

    /** A request that hangs is left to itself: the library has no way to end it. */
    void end() {
      synchronized (this) {
        over = true;
      }
      informer.stop();
    }

    @Override
    public synchronized void onAdd(T object) {
      if (!over) {
        put.accept(object);
      }
    }

    /** The same name may now be another object: the end of the old one is then told first. */
    @Override
    public synchronized void onUpdate(T before, T after) {
      if (over) {
        return;
      }
      if (!before.getMetadata().getUid().equals(after.getMetadata().getUid())) {
        gone.accept(before);
      }
      put.accept(after);
    }

    @Override
    public synchronized void onDelete(T object, boolean finalStateUnknown) {
      if (!over) {
        gone.accept(object);
      }
    }

    private synchronized void note(Throwable failure) {
      if (closed || over) {
        return;
      }
      lastSignAt = System.nanoTime();
      absent = answered(failure, HttpURLConnection.HTTP_NOT_FOUND);
      refused = absent || answered(failure, HttpURLConnection.HTTP_FORBIDDEN);
      String why = absent ? "the cluster has no such resource" : sentence(failure);
      if (!why.equals(trouble)) {
        log.debug("Kubernetes: {} are not watched for now and will be retried: {}", plural, why);
      }
      trouble = why;
    }
  }

  private final class TrimmedStore extends BasicItemStore<T> {
    TrimmedStore() {
      super(Cache::metaNamespaceKeyFunc);
    }

    @Override
    public T put(String key, T object) {
      lastSignAt = System.nanoTime();
      return super.put(key, Trim.trim(object));
    }
  }

  private static boolean answered(Throwable failure, int code) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof KubernetesClientException api) {
        return api.getCode() == code;
      }
    }
    return false;
  }

  private static String sentence(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      if (root instanceof ConnectException) {
        break;
      }
      root = root.getCause();
    }
    if (root instanceof ConnectException) {
      return "the API server does not answer";
    }
    String message = root.getMessage();
    return message == null
        ? root.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
