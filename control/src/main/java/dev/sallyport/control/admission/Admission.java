// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.admission;

import static java.util.Objects.requireNonNull;

import dev.sallyport.control.config.AdmissionSettings;
import dev.sallyport.control.pki.Authority;
import dev.sallyport.control.pki.AuthorityKeeper;
import dev.sallyport.control.pki.ServerTls;
import io.fabric8.kubernetes.client.KubernetesClient;
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
 * Looks at objects, and gives pods what they ask for, before the Kubernetes API takes them, as soon
 * as there is an authority. Every program answers, with a certificate of its own from the authority
 * that all of them share; the one that leads tells the API whom to believe, which is that authority
 * and so all of them.
 *
 * <p>Safe for any thread. One virtual thread does all but the answering.
 */
public final class Admission implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Admission.class);
  private static final Duration ROUND = Duration.ofSeconds(5);

  private final AdmissionSettings settings;
  private final InetSocketAddress address;
  private final String namespace;
  private final AuthorityKeeper authorities;
  private final PolicyReviewer policies;
  private final PodInjector injector;
  private final WebhookTrust trust;
  private final BooleanSupplier leads;
  private final InstantSource clock;
  private volatile @Nullable AdmissionServer server;
  private @Nullable Thread worker;
  private boolean closed;

  /**
   * Returns one that has not started.
   *
   * @param settings what is looked at
   * @param address where the API asks
   * @param namespace namespace of this program, whose workloads are never looked at
   * @param authorities has the authority that certificates come from, and keeps it current; whoever
   *     made it starts and closes it
   * @param policies looks at policies
   * @param injector gives pods what they ask for
   * @param client whoever made it closes it
   * @param leads whether this program may write to the cluster
   * @param clock wall clock
   */
  public Admission(
      AdmissionSettings settings,
      InetSocketAddress address,
      String namespace,
      AuthorityKeeper authorities,
      PolicyReviewer policies,
      PodInjector injector,
      KubernetesClient client,
      BooleanSupplier leads,
      InstantSource clock) {
    this.settings = requireNonNull(settings, "settings");
    this.address = requireNonNull(address, "address");
    this.namespace = requireNonNull(namespace, "namespace");
    this.authorities = requireNonNull(authorities, "authorities");
    this.policies = requireNonNull(policies, "policies");
    this.injector = requireNonNull(injector, "injector");
    this.trust = new WebhookTrust(client, settings.webhooks(), settings.injection().on());
    this.leads = requireNonNull(leads, "leads");
    this.clock = requireNonNull(clock, "clock");
  }

  /** Serves in the background as soon as the authority is there, where it is switched on. */
  public void start() {
    if (settings.on()) {
      authorities.onLoaded(this::begin);
    }
  }

  /** Returns the port that is listened on; -1 while there is none. */
  public int port() {
    AdmissionServer running = server;
    return running == null ? -1 : running.port();
  }

  @Override
  public synchronized void close() {
    closed = true;
    Thread running = worker;
    if (running != null) {
      running.interrupt();
    }
    AdmissionServer serving = server;
    if (serving != null) {
      serving.close();
    }
  }

  private synchronized void begin(Authority authority) {
    if (!closed) {
      worker = Thread.ofVirtual().name("admission").start(() -> run(authority));
    }
  }

  private void run(Authority authority) {
    try {
      serve(authority);
      while (true) {
        if (leads.getAsBoolean()) {
          trust.keep(authority.trustBundle());
        }
        Thread.sleep(ROUND);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error("Admission: nothing is looked at any more", e);
    }
  }

  private synchronized void serve(Authority authority) {
    if (closed) {
      return;
    }
    String service = settings.service() + "." + namespace;
    ServerTls tls =
        new ServerTls(
            authority, List.of(service + ".svc", service, service + ".svc.cluster.local"), clock);
    AdmissionServer next =
        new AdmissionServer(address, tls, policies, settings.guard(), injector, Set.of(namespace));
    next.start();
    server = next;
  }
}
