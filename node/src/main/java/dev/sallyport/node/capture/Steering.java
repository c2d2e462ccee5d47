// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import io.netty.channel.DefaultChannelId;
import io.netty.channel.epoll.Epoll;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Capture without any privilege, tier <em>steer</em>: explicit listeners that stand for Services
 * and hosts, to which clients are led by the address they know. Its methods may be called from any
 * thread and return at once.
 */
public final class Steering implements AutoCloseable {
  /**
   * Reason of a pod behind a listener that is reached, why it is not called captured all the same.
   */
  public static final String BY_SERVICE =
      "tier steer: only what is dialled to its Service or to another listener is seen";

  private static final Logger log = LoggerFactory.getLogger(Steering.class);
  private static final long SWEEP_MILLIS = 1_000;
  private static final long DRAIN_POLL_MILLIS = 20;

  private final SteerShared shared;
  private final Map<InetSocketAddress, SteerDoor> doors = new ConcurrentHashMap<>();
  private final ScheduledExecutorService upkeep =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sallyport-steer").factory());

  private Steering(SteerShared shared) {
    this.shared = shared;
  }

  /**
   * Returns steering without any listener yet.
   *
   * @throws IOException when the transport cannot be loaded
   */
  public static Steering start(
      SteerSettings settings, SteeredObserver observer, SourceOwners owners) throws IOException {
    if (!Epoll.isAvailable()) {
      throw new IOException(
          "Netty's epoll transport cannot be loaded", Epoll.unavailabilityCause());
    }
    if (System.getProperty("io.netty.leakDetection.level") == null) {
      ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }
    DefaultChannelId.newInstance();
    RelayLoops loops = new RelayLoops(settings.eventLoops());
    Steering steering =
        new Steering(
            new SteerShared(
                settings,
                observer,
                owners,
                loops,
                RelayBuffers.of(settings.limits(), loops.all().size()),
                new CaptureCounters(),
                Descriptors.connections(settings.limits().connections())));
    steering.keep();
    return steering;
  }

  /**
   * Makes these the listeners: opens new ones, closes those that are gone, and leads later
   * connections of the others to their new upstreams. Open connections go on.
   */
  public void listeners(Collection<SteerListener> wanted) {
    Map<InetSocketAddress, SteerListener> byAddress = new HashMap<>();
    for (SteerListener each : wanted) {
      if (byAddress.size() >= shared.settings().limits().pods()) {
        shared.counters().count(CaptureCounter.LIMIT_PODS);
      } else if (byAddress.putIfAbsent(each.listen(), each) != null) {
        log.warn("two listeners on {}; the first is used", each.listen());
      }
    }
    upkeep.execute(() -> replace(byAddress));
  }

  /**
   * Returns by UID what is measured of every pod that stands behind a listener. None is called
   * captured, since nobody is kept from dialling a pod directly.
   */
  public Map<String, CaptureState> states() {
    Map<String, CaptureState> states = new TreeMap<>();
    for (SteerDoor door : doors.values()) {
      for (SteerListener.Upstream upstream : door.listener().upstreams()) {
        if (!upstream.podUid().isEmpty()) {
          states.merge(upstream.podUid(), state(door), Steering::worse);
        }
      }
    }
    return states;
  }

  /** Returns what is wrong with listeners, a sentence each; empty when all are reached. */
  public List<String> troubles() {
    return doors.values().stream()
        .filter(door -> !door.trouble().isEmpty())
        .map(Steering::sentence)
        .sorted()
        .toList();
  }

  /** Returns counters and gauges by their name. */
  public Map<String, Long> counters() {
    Map<String, Long> all = shared.counters().snapshot();
    all.put("connections_open", (long) shared.loops().open());
    all.put("buffer_bytes", shared.buffers().allocator().metric().usedDirectMemory());
    all.put("listeners_open", (long) doors.size());
    return all;
  }

  /** Closes all listeners, lets open connections end for a while, then resets them. Blocks. */
  @Override
  public void close() {
    upkeep.shutdownNow();
    doors.values().forEach(SteerDoor::close);
    long deadline = System.nanoTime() + shared.settings().drain().toNanos();
    try {
      while (shared.loops().open() > 0 && System.nanoTime() - deadline < 0) {
        TimeUnit.MILLISECONDS.sleep(DRAIN_POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    shared.loops().abort(relay -> true, CloseReason.STOPPED);
    shared.loops().close();
  }

  private void keep() {
    long timeout = shared.settings().limits().connectTimeout().toNanos();
    for (RelayLoop loop : shared.loops().all()) {
      var unused =
          loop.loop()
              .scheduleWithFixedDelay(
                  () -> loop.sweep(System.nanoTime(), timeout),
                  SWEEP_MILLIS,
                  SWEEP_MILLIS,
                  TimeUnit.MILLISECONDS);
    }
    long interval = shared.settings().canaryInterval().toMillis();
    var unused =
        upkeep.scheduleWithFixedDelay(
            () -> doors.values().forEach(SteerDoor::tend),
            interval,
            interval,
            TimeUnit.MILLISECONDS);
  }

  private void replace(Map<InetSocketAddress, SteerListener> wanted) {
    doors
        .entrySet()
        .removeIf(
            door -> {
              boolean gone = !wanted.containsKey(door.getKey());
              if (gone) {
                door.getValue().close();
              }
              return gone;
            });
    wanted.forEach(
        (address, listener) -> {
          SteerDoor door = doors.get(address);
          if (door == null) {
            SteerDoor opened = new SteerDoor(listener, shared);
            doors.put(address, opened);
            opened.tend();
          } else {
            door.lead(listener);
          }
        });
  }

  private static CaptureState state(SteerDoor door) {
    return new CaptureState.NotCaptured(door.trouble().isEmpty() ? BY_SERVICE : sentence(door));
  }

  private static String sentence(SteerDoor door) {
    return "the listener of " + door.listener().destination() + ": " + door.trouble();
  }

  private static CaptureState worse(CaptureState one, CaptureState other) {
    return one.equals(new CaptureState.NotCaptured(BY_SERVICE)) ? other : one;
  }
}
