// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.leader;

import static java.util.Objects.requireNonNull;

import dev.sallyport.control.config.LeaderSettings;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads while it holds a Lease of the cluster. The holder writes to it a few times within its
 * duration; who sees nothing written for that long by its own clock takes it. So clocks of machines
 * need not agree, only run equally fast. A holder that could not write stops leading well before
 * others may begin, also when it was frozen meanwhile: {@link #turn} measures the time itself.
 *
 * <p>One virtual thread talks to the API; all other methods only read.
 */
public final class LeaseElection implements Leadership {
  /** Where the Lease says how the leader's API is reached. */
  static final String API_ANNOTATION = "sallyport.dev/api";

  private static final Logger log = LoggerFactory.getLogger(LeaseElection.class);
  private static final Duration STOP_MAX = Duration.ofSeconds(5);
  private static final int CONFLICT = 409;

  private final KubernetesClient client;
  private final LeaderSettings settings;
  private final String identity;
  private final long durationNanos;
  private final long leadNanosMax;
  private final long periodMillis;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile @Nullable Thread worker;
  private volatile long turn;
  private volatile long renewedAtNanos;
  private volatile @Nullable String holder;
  private volatile @Nullable URI holderApi;
  private int apiPort;

  // Confined to the worker.
  private long turns;
  private long told;
  private @Nullable Observed observed;
  private String trouble = "";

  /** What a Lease said, and when this program first saw it say so. */
  private record Observed(@Nullable String holder, @Nullable ZonedDateTime renewed, long atNanos) {
    boolean says(Lease lease) {
      return Objects.equals(holder, lease.getSpec().getHolderIdentity())
          && Objects.equals(renewed, lease.getSpec().getRenewTime());
    }
  }

  /**
   * Returns an election that has not started.
   *
   * @param client closed with this; its requests must fail well within the duration of the Lease
   * @param settings which Lease
   */
  public LeaseElection(KubernetesClient client, LeaderSettings settings) {
    this.client = requireNonNull(client, "client");
    this.settings = requireNonNull(settings, "settings");
    // A program that is started anew in the same pod is another one.
    this.identity = settings.pod() + "_" + UUID.randomUUID().toString().substring(0, 8);
    this.durationNanos = settings.duration().toNanos();
    this.leadNanosMax = durationNanos * 7 / 10;
    this.periodMillis = settings.duration().toMillis() / 5;
  }

  @Override
  public boolean shared() {
    return true;
  }

  @Override
  public long turn() {
    long now = turn;
    return now > 0 && System.nanoTime() - renewedAtNanos < leadNanosMax ? now : 0;
  }

  @Override
  public Optional<String> leader() {
    return Optional.ofNullable(leads() ? identity : holder);
  }

  @Override
  public Optional<URI> leaderApi() {
    return leads() ? Optional.empty() : Optional.ofNullable(holderApi);
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(requireNonNull(listener, "listener"));
  }

  @Override
  public void resign(long given, String why) {
    if (given > 0 && turn == given) {
      log.warn("Leader: gave up its place: {}", why);
      turn = 0;
    }
  }

  @Override
  public void start(int port) {
    apiPort = port;
    worker = Thread.ofVirtual().name("lease").start(this::run);
  }

  @Override
  public void close() {
    stop.countDown();
    Thread running = worker;
    if (running != null) {
      try {
        running.join(STOP_MAX);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    client.close();
  }

  private void run() {
    boolean stopping = false;
    while (!stopping) {
      attempt(this::round);
      tell();
      try {
        stopping = stop.await(periodMillis, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        stopping = true;
      }
    }
    turn = 0;
    attempt(this::release);
    tell();
  }

  private void attempt(Runnable request) {
    try {
      request.run();
      if (!trouble.isEmpty()) {
        log.info("Leader: the Lease is reached again");
      }
      trouble = "";
    } catch (KubernetesClientException e) {
      if (e.getCode() == CONFLICT) {
        // Another was faster; what it wrote is seen next time.
        return;
      }
      String why = String.valueOf(e.getMessage());
      if (trouble.isEmpty()) {
        log.warn("Leader: the Lease cannot be used, tried again: {}", why);
      }
      trouble = why;
    } catch (RuntimeException e) {
      log.error("Leader: a round failed", e);
    }
  }

  private void round() {
    // The time before the request: what is written then holds from then on at the earliest.
    long asked = System.nanoTime();
    Lease lease = lease().get();
    if (lease == null || lease.getSpec() == null) {
      if (lease == null) {
        client.resource(mine(null)).inNamespace(settings.namespace()).create();
      } else {
        client.resource(mine(lease)).inNamespace(settings.namespace()).update();
      }
      leading(asked);
    } else if (identity.equals(lease.getSpec().getHolderIdentity()) || free(lease, asked)) {
      client.resource(mine(lease)).inNamespace(settings.namespace()).update();
      leading(asked);
    } else {
      turn = 0;
    }
  }

  private boolean free(Lease lease, long now) {
    Observed before = observed;
    String said = lease.getSpec().getHolderIdentity();
    holder = said == null || said.isEmpty() ? null : said;
    holderApi = api(lease);
    if (before == null || !before.says(lease)) {
      observed = new Observed(said, lease.getSpec().getRenewTime(), now);
      return holder == null;
    }
    Integer seconds = lease.getSpec().getLeaseDurationSeconds();
    long theirs = seconds == null ? 0 : TimeUnit.SECONDS.toNanos(seconds);
    return holder == null || now - before.atNanos() > Math.max(theirs, durationNanos);
  }

  private void leading(long asked) {
    holder = null;
    holderApi = null;
    boolean goesOn = leads();
    renewedAtNanos = asked;
    if (!goesOn) {
      turn = ++turns;
    }
  }

  private void tell() {
    long now = turn();
    if (now == told) {
      return;
    }
    told = now;
    log.info(now > 0 ? "Leader: this program leads as {}" : "Leader: {} follows", identity);
    listeners.forEach(Runnable::run);
  }

  /** Gives the Lease back when it is this program's. */
  private void release() {
    Lease lease = lease().get();
    if (lease == null || !identity.equals(lease.getSpec().getHolderIdentity())) {
      return;
    }
    client
        .resource(
            new LeaseBuilder(lease)
                .editSpec()
                .withHolderIdentity(null)
                .withLeaseDurationSeconds(1)
                .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                .endSpec()
                .build())
        .inNamespace(settings.namespace())
        .update();
  }

  private Resource<Lease> lease() {
    return client.leases().inNamespace(settings.namespace()).withName(settings.lease());
  }

  /** Returns the Lease as held by this program; its version makes the API refuse a lost race. */
  private Lease mine(@Nullable Lease before) {
    ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
    LeaseBuilder lease = before == null ? new LeaseBuilder() : new LeaseBuilder(before);
    boolean held =
        before != null
            && before.getSpec() != null
            && identity.equals(before.getSpec().getHolderIdentity());
    Integer transitions =
        before == null || before.getSpec() == null ? null : before.getSpec().getLeaseTransitions();
    lease
        .editOrNewMetadata()
        .withNamespace(settings.namespace())
        .withName(settings.lease())
        .removeFromAnnotations(API_ANNOTATION)
        .endMetadata()
        .editOrNewSpec()
        .withHolderIdentity(identity)
        .withLeaseDurationSeconds((int) settings.duration().toSeconds())
        .withRenewTime(now)
        .withLeaseTransitions((transitions == null ? 0 : transitions) + (held ? 0 : 1))
        .endSpec();
    if (!held) {
      lease.editSpec().withAcquireTime(now).endSpec();
    }
    if (!settings.address().isEmpty()) {
      lease.editMetadata().addToAnnotations(API_ANNOTATION, ownApi()).endMetadata();
    }
    return lease.build();
  }

  private String ownApi() {
    String host = settings.address();
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + apiPort;
  }

  private static @Nullable URI api(Lease lease) {
    var annotations = lease.getMetadata().getAnnotations();
    String said = annotations == null ? null : annotations.get(API_ANNOTATION);
    try {
      URI uri = said == null ? null : URI.create(said);
      return uri != null && "http".equals(uri.getScheme()) && uri.getHost() != null ? uri : null;
    } catch (IllegalArgumentException notOne) {
      return null;
    }
  }
}
