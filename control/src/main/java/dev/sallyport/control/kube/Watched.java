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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One kind of object under list and watch.
 *
 * <p>Handlers run on the informer's thread, one at a time per kind.
 */
final class Watched<T extends HasMetadata> implements ResourceEventHandler<T>, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Watched.class);

  private final String plural;
  private final SharedIndexInformer<T> informer;
  private final Consumer<T> put;
  private final Consumer<T> gone;
  private volatile @Nullable String trouble;
  private volatile boolean closed;
  private volatile boolean absent;
  private volatile boolean refused;

  Watched(String plural, SharedIndexInformer<T> informer, Consumer<T> put, Consumer<T> gone) {
    this.plural = plural;
    this.informer = informer;
    this.put = put;
    this.gone = gone;
  }

  void start() {
    informer.itemStore(new TrimmedStore<>());
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

  /** Returns whether the list was read and changes arrive. */
  boolean live() {
    return informer.hasSynced() && informer.isWatching();
  }

  boolean synced() {
    return informer.hasSynced();
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
  public void onAdd(T object) {
    put.accept(object);
  }

  /** The same name may now be another object: the end of the old one is then told first. */
  @Override
  public void onUpdate(T before, T after) {
    if (!before.getMetadata().getUid().equals(after.getMetadata().getUid())) {
      gone.accept(before);
    }
    put.accept(after);
  }

  @Override
  public void onDelete(T object, boolean finalStateUnknown) {
    gone.accept(object);
  }

  @Override
  public void close() {
    closed = true;
    informer.stop();
  }

  private void note(Throwable failure) {
    if (closed) {
      return;
    }
    absent = answered(failure, HttpURLConnection.HTTP_NOT_FOUND);
    refused = absent || answered(failure, HttpURLConnection.HTTP_FORBIDDEN);
    String why = absent ? "the cluster has no such resource" : sentence(failure);
    if (!why.equals(trouble)) {
      log.debug("Kubernetes: {} are not watched for now and will be retried: {}", plural, why);
    }
    trouble = why;
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

  private static final class TrimmedStore<T extends HasMetadata> extends BasicItemStore<T> {
    TrimmedStore() {
      super(Cache::metaNamespaceKeyFunc);
    }

    @Override
    public T put(String key, T object) {
      return super.put(key, Trim.trim(object));
    }
  }
}
