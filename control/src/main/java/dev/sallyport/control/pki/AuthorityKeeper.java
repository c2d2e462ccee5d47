// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.pki;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the authority, however long its store is away, keeps it current, and publishes whom to
 * believe. One virtual thread does all of it; safe for any thread.
 */
public final class AuthorityKeeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AuthorityKeeper.class);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final Duration ROUND = Duration.ofMinutes(1);

  private final AuthorityStore store;
  private final List<TrustPlace> places;
  private final InstantSource clock;
  private final Map<Object, String> said = new HashMap<>();
  private final List<Consumer<Authority>> listeners = new ArrayList<>();
  private @Nullable Authority authority;
  private volatile @Nullable Thread rounds;
  private volatile String trouble = "";

  /** Returns a keeper that has not started. */
  public AuthorityKeeper(AuthorityStore store, List<TrustPlace> places, InstantSource clock) {
    this.store = requireNonNull(store, "store");
    this.places = List.copyOf(places);
    this.clock = requireNonNull(clock, "clock");
  }

  /** Calls {@code listener} once, when the authority is there. */
  public void onLoaded(Consumer<Authority> listener) {
    requireNonNull(listener, "listener");
    Authority loaded;
    synchronized (this) {
      loaded = authority;
      if (loaded == null) {
        listeners.add(listener);
      }
    }
    if (loaded != null) {
      listener.accept(loaded);
    }
  }

  /** Returns the authority, or empty while its store does not answer. */
  public synchronized Optional<Authority> authority() {
    return Optional.ofNullable(authority);
  }

  /** Returns what is wrong, as a sentence; empty when nothing is. */
  public String trouble() {
    return trouble;
  }

  /** Tries to load once and goes on in the background. */
  public void start() {
    boolean whole = round();
    rounds = Thread.ofVirtual().name("authority").start(() -> run(whole));
  }

  @Override
  public void close() {
    Thread running = rounds;
    if (running != null) {
      running.interrupt();
    }
  }

  private void run(boolean firstWhole) {
    boolean whole = firstWhole;
    try {
      while (true) {
        Thread.sleep(whole ? ROUND : RETRY);
        whole = round();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does what is due, and returns whether all of it worked. */
  private boolean round() {
    Optional<Authority> held = authority();
    try {
      if (held.isPresent()) {
        held.get().turn();
      } else {
        loaded(Authority.load(store, clock));
      }
      settled(store);
    } catch (IOException | RuntimeException failed) {
      failed(store, failed);
    }
    authority().ifPresent(each -> publish(each.trustBundle()));
    trouble = String.join("; ", said.values());
    return said.isEmpty();
  }

  private void loaded(Authority fresh) {
    List<Consumer<Authority>> waiting;
    synchronized (this) {
      authority = fresh;
      waiting = List.copyOf(listeners);
      listeners.clear();
    }
    log.info("Authority: certificates are issued by the one in {}", store.place());
    waiting.forEach(each -> each.accept(fresh));
  }

  private void publish(String bundle) {
    for (TrustPlace place : places) {
      try {
        place.publish(bundle);
        settled(place);
      } catch (IOException | RuntimeException failed) {
        failed(place, failed);
      }
    }
  }

  private void settled(Object what) {
    if (said.remove(what) != null) {
      log.info("Authority: works again");
    }
  }

  private void failed(Object what, Exception why) {
    String message = String.valueOf(why.getMessage());
    if (!message.equals(said.put(what, message))) {
      log.warn("Authority: {}; retried until it works", message);
    }
  }
}
