// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.ClusterNode;
import dev.sallyport.model.ControlPlane;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Party;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Workload;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What expressions may ask of the ends of a connection. */
final class EndTerms {
  private EndTerms() {}

  /** What an end of a connection is. What it has none of is empty. */
  enum EndFact {
    NAMESPACE,
    NAME,
    KIND,
    SERVICE_ACCOUNT,
    LABELS;

    Object of(Party party) {
      if (party instanceof Workload workload) {
        return switch (this) {
          case NAMESPACE -> workload.namespace();
          case NAME -> workload.name();
          case KIND -> workload.kind();
          case SERVICE_ACCOUNT -> workload.serviceAccount();
          case LABELS -> workload.labels();
        };
      }
      return switch (this) {
        case NAME -> name(party);
        case KIND -> kind(party);
        case NAMESPACE, SERVICE_ACCOUNT -> "";
        case LABELS -> Map.of();
      };
    }

    private static String name(Party party) {
      return switch (party) {
        case ExternalHost host -> host.name();
        case ClusterNode node -> node.name();
        case Workload workload -> workload.name();
        case ControlPlane _, OutsideClient _, Unidentified _ -> "";
      };
    }

    private static String kind(Party party) {
      return switch (party) {
        case ExternalHost _ -> "Host";
        case ClusterNode _ -> "Node";
        case Workload workload -> workload.kind();
        case ControlPlane _ -> "KubeApi";
        case OutsideClient _ -> "Internet";
        case Unidentified _ -> "Unidentified";
      };
    }
  }

  /**
   * A fact of an end.
   *
   * @param caller whether of who calls, rather than of who is called
   * @param fact which
   */
  record End(boolean caller, EndFact fact) implements Term {
    @Override
    public Type type() {
      return fact == EndFact.LABELS ? Type.LABELS : Type.TEXT;
    }

    @Override
    public @Nullable Object value(Known known, String path) {
      return null;
    }

    @Override
    public Term bind(Ends ends) {
      return new Constant(type(), fact.of(caller ? ends.source() : ends.target()));
    }

    @Override
    public Needs needs() {
      return Needs.PARTIES;
    }
  }

  /** A label; empty when it is absent. */
  record Label(Term of, String key) implements Term {
    @Override
    public Type type() {
      return Type.TEXT;
    }

    @Override
    public @Nullable Object value(Known known, String path) {
      Object labels = of.value(known, path);
      if (labels instanceof Map<?, ?> map) {
        Object value = map.get(key);
        return value == null ? "" : value;
      }
      return null;
    }

    @Override
    public Term bind(Ends ends) {
      Term bound = of.bind(ends);
      Object value = new Label(bound, key).value(Known.NOTHING, "");
      return value == null ? this : new Constant(Type.TEXT, value);
    }

    @Override
    public Needs needs() {
      return of.needs();
    }
  }

  /** The port that is called. */
  record Port() implements Term {
    @Override
    public Type type() {
      return Type.WHOLE;
    }

    @Override
    public @Nullable Object value(Known known, String path) {
      return null;
    }

    @Override
    public Term bind(Ends ends) {
      return new Constant(Type.WHOLE, (long) ends.port());
    }

    @Override
    public Needs needs() {
      return Needs.PARTIES;
    }

    @Override
    public void addPorts(Set<Integer> into) {
      into.add(Test.EVERY_PORT);
    }
  }
}
