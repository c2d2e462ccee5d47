// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import dev.sallyport.model.ClusterNode;
import dev.sallyport.model.ControlPlane;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.LookupOperation;
import dev.sallyport.model.MessageOperation;
import dev.sallyport.model.ModelOperation;
import dev.sallyport.model.Operation;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Party;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.QueryOperation;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.RpcOperation;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Workload;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Turns ends of traffic and operations into what the ledger writes, and back. */
public final class LedgerNames {
  private LedgerNames() {}

  /** Returns a party as the ledger writes it. */
  public static LedgerPartyView of(Party party) {
    return switch (party) {
      case Workload it ->
          new LedgerPartyView(
              "workload", it.name(), it.namespace(), it.kind(), it.serviceAccount(), it.labels());
      case ClusterNode it -> plain("node", it.name());
      case ControlPlane _ -> plain("kube-api", "");
      case ExternalHost it -> plain(it.named() ? "external" : "address", it.name());
      case OutsideClient _ -> plain("outside", "");
      case Unidentified it -> plain("unidentified", it.why().name());
    };
  }

  /** Returns the party that was written; empty when it is of no kind that is known. */
  public static Optional<Party> party(LedgerPartyView view) {
    return Optional.ofNullable(read(view));
  }

  /** Returns an operation as the ledger writes it. */
  public static LedgerOperationView of(Operation operation) {
    String protocol = operation.protocol().id();
    return switch (operation) {
      case HttpOperation it ->
          new LedgerOperationView("http", protocol, it.method(), it.pathTemplate(), it.call());
      case RpcOperation it ->
          new LedgerOperationView("rpc", protocol, it.service(), it.method(), "");
      case QueryOperation it ->
          new LedgerOperationView("query", protocol, it.verb(), it.subject(), "");
      case MessageOperation it ->
          new LedgerOperationView("message", protocol, it.verb(), it.destination(), "");
      case LookupOperation it ->
          new LedgerOperationView("lookup", protocol, it.type(), it.name(), "");
      case ModelOperation it ->
          new LedgerOperationView("model", protocol, it.provider(), it.action(), it.model());
      case RawOperation it ->
          new LedgerOperationView("raw", protocol, Integer.toString(it.port()), "", "");
    };
  }

  /** Returns the operation that was written; empty when it is of no kind that is known. */
  public static Optional<Operation> operation(LedgerOperationView view) {
    Protocol protocol = protocol(view.protocol());
    String first = view.first();
    String second = view.second();
    return Optional.ofNullable(
        switch (view.kind()) {
          case "http" -> new HttpOperation(first, second, protocol, view.third());
          case "rpc" -> new RpcOperation(first, second, protocol);
          case "query" -> new QueryOperation(first, second, protocol);
          case "message" -> new MessageOperation(first, second, protocol);
          case "lookup" -> new LookupOperation(first, second);
          case "model" -> new ModelOperation(first, second, view.third(), protocol);
          case "raw" -> raw(first, protocol);
          default -> null;
        });
  }

  private static @Nullable Operation raw(String port, Protocol protocol) {
    try {
      return new RawOperation(protocol, Integer.parseInt(port));
    } catch (IllegalArgumentException notOne) {
      return null;
    }
  }

  private static @Nullable Party read(LedgerPartyView view) {
    return switch (view.kind()) {
      case "workload" -> workload(view);
      case "node" -> new ClusterNode(view.name());
      case "kube-api" -> new ControlPlane();
      case "external" -> new ExternalHost(view.name(), true);
      case "address" -> new ExternalHost(view.name(), false);
      case "outside" -> new OutsideClient();
      case "unidentified" -> unidentified(view.name());
      default -> null;
    };
  }

  private static @Nullable Party workload(LedgerPartyView view) {
    if (view.namespace() == null || view.workloadKind() == null) {
      return null;
    }
    Map<String, String> labels = view.labels() == null ? Map.of() : view.labels();
    return new Workload(
        view.namespace(),
        view.workloadKind(),
        view.name(),
        view.serviceAccount() == null ? "default" : view.serviceAccount(),
        new TreeMap<>(labels));
  }

  private static @Nullable Party unidentified(String why) {
    for (Unidentified.Why each : Unidentified.Why.values()) {
      if (each.name().equals(why)) {
        return new Unidentified(each);
      }
    }
    return null;
  }

  private static Protocol protocol(String id) {
    for (Protocol each : Protocol.values()) {
      if (each.id().equals(id)) {
        return each;
      }
    }
    return Protocol.TCP;
  }

  private static LedgerPartyView plain(String kind, String name) {
    return new LedgerPartyView(kind, name, null, null, null, null);
  }
}
