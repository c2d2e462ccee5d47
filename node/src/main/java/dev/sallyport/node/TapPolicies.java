// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Attribution;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Ruling;
import dev.sallyport.model.Vantage;
import dev.sallyport.node.capture.Guard;
import dev.sallyport.node.enforce.ConnectionEnforcement;
import dev.sallyport.node.enforce.Enforcement;
import dev.sallyport.node.identity.Identification;
import dev.sallyport.node.identity.kube.PodIdentity;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The policies of one captured connection: whether they act on this side of it, and on whom, as far
 * as that is proven. Confined to the connection's event loop.
 */
final class TapPolicies {
  private final @Nullable Enforcement enforcing;
  private final Carried connection;
  private final TapReader reading;
  private final List<PodIdentity.Probe> probes;
  private @Nullable ConnectionEnforcement acting;
  private boolean uncounted;

  /**
   * Makes them.
   *
   * @param enforcing null where nothing is understood, and so nothing can be enforced
   * @param probes what the kubelet of this node asks the captured pod
   */
  TapPolicies(
      @Nullable Enforcement enforcing,
      Carried connection,
      TapReader reading,
      List<PodIdentity.Probe> probes) {
    this.enforcing = enforcing;
    this.connection = connection;
    this.reading = reading;
    this.probes = probes;
  }

  /**
   * Stands in the way from now on if any policy acts.
   *
   * @param known the ends, null while they are not
   * @param presumed then asked for what they are unless late news comes
   */
  void guarded(
      Guard.Outlet outlet,
      @Nullable Identification known,
      Supplier<Optional<Identification>> presumed) {
    if (enforcing != null) {
      ConnectionEnforcement.Connection fixed =
          new ConnectionEnforcement.Connection(
              connection.port(),
              share(connection.source()),
              share(connection.destination().getAddress()),
              connection.vantage() == Vantage.SERVER ? probes : List.of());
      acting = new ConnectionEnforcement(enforcing, fixed, reading, outlet);
      if (known != null) {
        identified(known);
      } else {
        presumed.get().ifPresent(each -> requireNonNull(acting).presumed(trusted(each)));
      }
    }
  }

  /** Both ends are known. */
  void identified(Identification answer) {
    ConnectionEnforcement told = acting;
    if (told == null) {
      return;
    }
    switch (answer.role()) {
      case VOUCH_ONLY -> {
        // Who counts a connection was perhaps settled in haste. The accepting side knows both ends
        // all the same, and the other one does not stand in its way.
        uncounted = reading.reads() && connection.vantage() == Vantage.SERVER;
        if (uncounted) {
          reading.keep();
          told.identified(trusted(answer));
        } else {
          told.leave();
        }
      }
      case INSPECT, REPORT_RAW -> told.identified(trusted(answer));
    }
  }

  /** Whether they act here though the other side counts the connection. */
  boolean actUncounted() {
    return uncounted;
  }

  void observed(Observation observation) {
    if (acting != null) {
      acting.observed(observation);
    }
  }

  /** Returns what they say of an exchange that is counted now. */
  Optional<Ruling> counted(long stream, Operation operation) {
    return acting == null ? Optional.empty() : acting.counted(stream, operation);
  }

  /** The connection is over. */
  void closed() {
    if (acting != null) {
      acting.gone();
    }
  }

  /** New policies are in force; returns whether they cut the connection. */
  boolean ruled() {
    return acting != null && acting.ruled();
  }

  /**
   * A name that only the client gives proves nothing: anybody may say any name to any address. What
   * DNS does not agree with is an address without a name for policies.
   */
  private Conversation trusted(Identification answer) {
    Conversation told = connection.between(answer);
    boolean doubtful =
        answer.agreement() == Identification.NameAgreement.DIFFERS
            || answer.agreement() == Identification.NameAgreement.NO_DNS;
    if (!doubtful || connection.tier() == CaptureTier.STEER) {
      return told;
    }
    return new Conversation(
        told.source(),
        new Attribution(
            new ExternalHost(connection.destination().getAddress().getHostAddress(), false),
            Proof.UNKNOWN),
        told.port(),
        told.tier(),
        told.vantage());
  }

  /** Stands for the pod in staged roll-outs: both sides of a connection see the same address. */
  private static int share(InetAddress address) {
    return Math.floorMod(Arrays.hashCode(address.getAddress()) * 0x9E3779B1, 100);
  }
}
