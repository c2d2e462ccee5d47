// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.admission;

import static java.util.Objects.requireNonNull;

import dev.sallyport.control.config.AdmissionSettings;
import dev.sallyport.control.pki.Authority;
import dev.sallyport.control.pki.AuthorityStore;
import dev.sallyport.control.pki.ServerTls;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at objects before the Kubernetes API takes them, as soon as there is a certificate to show.
 * Every program answers; the one that leads tells the API whom to believe.
 *
 * <p>One virtual thread does all but the answering.
 */
public final class Admission implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Admission.class);
  private static final Duration ROUND = Duration.ofSeconds(5);
  private static final int TURN_EVERY = 12;

  private final AdmissionSettings settings;
  private final InetSocketAddress address;
  private final String namespace;
  private final AuthorityStore store;
  private final PolicyReviewer policies;
  private final WebhookTrust trust;
  private final BooleanSupplier leads;
  private final InstantSource clock;
  private volatile @Nullable AdmissionServer server;
  private volatile @Nullable Thread worker;

  /**
   * Returns one that has not started.
   *
   * @param settings what is looked at
   * @param address where the API asks
   * @param namespace namespace of this program, whose workloads are never looked at
   * @param store the authority that certificates come from
   * @param policies looks at policies
   * @param client whoever made it closes it
   * @param leads whether this program may write to the cluster
   * @param clock wall clock
   */
  public Admission(
      AdmissionSettings settings,
      InetSocketAddress address,
      String namespace,
      AuthorityStore store,
      PolicyReviewer policies,
      KubernetesClient client,
      BooleanSupplier leads,
      InstantSource clock) {
    this.settings = requireNonNull(settings, "settings");
    this.address = requireNonNull(address, "address");
    this.namespace = requireNonNull(namespace, "namespace");
    this.store = requireNonNull(store, "store");
    this.policies = requireNonNull(policies, "policies");
    this.trust = new WebhookTrust(client, settings.webhooks());
    this.leads = requireNonNull(leads, "leads");
    this.clock = requireNonNull(clock, "clock");
  }

  /** Begins to serve in the background, where it is switched on. */
  public void start() {
    if (settings.on()) {
      worker = Thread.ofVirtual().name("admission").start(this::run);
    }
  }

  /** Returns the port that is listened on; -1 while there is none. */
  public int port() {
    AdmissionServer running = server;
    return running == null ? -1 : running.port();
  }

  @Override
  public void close() {
    Thread running = worker;
    if (running != null) {
      running.interrupt();
    }
    AdmissionServer serving = server;
    if (serving != null) {
      serving.close();
    }
  }

  private void run() {
    try {
      Authority authority = authority();
      serve(authority);
      for (int round = 1; ; round++) {
        if (leads.getAsBoolean()) {
          trust.keep(authority.trustBundle());
        }
        Thread.sleep(ROUND);
        if (round % TURN_EVERY == 0) {
          turn(authority);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error("Admission: nothing is looked at any more", e);
    }
  }

  private Authority authority() throws InterruptedException {
    String trouble = "";
    while (true) {
      try {
        return Authority.load(store, clock);
      } catch (IOException e) {
        String why = String.valueOf(e.getMessage());
        if (!why.equals(trouble)) {
          log.warn("Admission: waits for a certificate: {}", why);
        }
        trouble = why;
      }
      Thread.sleep(ROUND);
    }
  }

  private void serve(Authority authority) {
    String service = settings.service() + "." + namespace;
    ServerTls tls =
        new ServerTls(
            authority, List.of(service + ".svc", service, service + ".svc.cluster.local"), clock);
    AdmissionServer next =
        new AdmissionServer(address, tls, policies, settings.guard(), Set.of(namespace));
    next.start();
    server = next;
  }

  private static void turn(Authority authority) {
    try {
      authority.turn();
    } catch (IOException e) {
      log.warn(
          "Admission: the authority cannot be read, what is known goes on to hold: {}",
          e.getMessage());
    }
  }
}
