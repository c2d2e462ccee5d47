// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

import dev.sallyport.model.ClusterNode;
import dev.sallyport.model.ControlPlane;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Layer;
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
import dev.sallyport.model.Visibility;
import dev.sallyport.model.Workload;
import dev.sallyport.wire.link.v1.OperationEntry;
import dev.sallyport.wire.link.v1.PartyEntry;
import dev.sallyport.wire.link.v1.SummaryBatch;
import dev.sallyport.wire.link.v1.VisibilityEntry;
import dev.sallyport.wire.link.v1.WorkloadParty;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Resolves the indexes of a batch. What cannot be resolved is null and named as a problem. */
final class NameReader {
  private static final Map<String, Protocol> PROTOCOLS = protocols();

  private final SummaryBatch batch;
  private final LinkLimits limits;
  private final List<Problem> problems;
  private final List<@Nullable Party> parties = new ArrayList<>();
  private final List<@Nullable Operation> operations = new ArrayList<>();
  private final List<Visibility> visibilities = new ArrayList<>();

  NameReader(SummaryBatch batch, LinkLimits limits, List<Problem> problems) {
    this.batch = batch;
    this.limits = limits;
    this.problems = problems;
    for (int i = 0; i < batch.getPartiesCount(); i++) {
      parties.add(readParty(batch.getParties(i), "parties[" + i + "]"));
    }
    for (int i = 0; i < batch.getOperationsCount(); i++) {
      operations.add(readOperation(batch.getOperations(i), "operations[" + i + "]"));
    }
    for (int i = 0; i < batch.getVisibilitiesCount(); i++) {
      visibilities.add(readVisibility(batch.getVisibilities(i), "visibilities[" + i + "]"));
    }
  }

  @Nullable Party party(int index) {
    return index >= 0 && index < parties.size() ? parties.get(index) : null;
  }

  @Nullable Operation operation(int index) {
    return index >= 0 && index < operations.size() ? operations.get(index) : null;
  }

  /** Returns the visibility; one that cannot be read claims nothing. */
  Visibility visibility(int indexPlusOne) {
    if (indexPlusOne == 0) {
      return Visibility.full();
    }
    int index = indexPlusOne - 1;
    return index >= 0 && index < visibilities.size() ? visibilities.get(index) : unreadable();
  }

  @Nullable String string(int index, String at) {
    if (index < 0 || index >= batch.getStringsCount()) {
      problem(at, "string " + index + " (expected: below " + batch.getStringsCount() + ")");
      return null;
    }
    String value = batch.getStrings(index);
    if (value.length() > limits.nameLengthMax()) {
      problem(
          at,
          "name of "
              + value.length()
              + " characters (expected: at most "
              + limits.nameLengthMax()
              + ")");
      return null;
    }
    return value;
  }

  void problem(String at, String why) {
    if (problems.size() < Decoded.PROBLEMS_MAX) {
      problems.add(new Problem(at, why));
    }
  }

  private @Nullable Party readParty(PartyEntry entry, String at) {
    return switch (entry.getPartyCase()) {
      case WORKLOAD -> workload(entry.getWorkload(), at);
      case CLUSTER_NODE -> {
        String name = string(entry.getClusterNode(), at);
        yield name == null ? null : new ClusterNode(name);
      }
      case CONTROL_PLANE -> new ControlPlane();
      case EXTERNAL_NAMED -> external(string(entry.getExternalNamed(), at), true);
      case EXTERNAL_ADDRESS -> external(string(entry.getExternalAddress(), at), false);
      case OUTSIDE_CLIENT -> new OutsideClient();
      case UNIDENTIFIED -> unidentified(string(entry.getUnidentified(), at), at);
      case PARTY_NOT_SET -> {
        problem(at, "kind of party not known; is the node newer than control?");
        yield null;
      }
    };
  }

  private @Nullable Party workload(WorkloadParty entry, String at) {
    String namespace = string(entry.getNamespace(), at);
    String kind = string(entry.getKind(), at);
    String name = string(entry.getName(), at);
    String account = string(entry.getServiceAccount(), at);
    return namespace == null || kind == null || name == null || account == null
        ? null
        : new Workload(namespace, kind, name, account, Collections.emptySortedMap());
  }

  private static @Nullable Party external(@Nullable String name, boolean named) {
    return name == null ? null : new ExternalHost(name, named);
  }

  private @Nullable Party unidentified(@Nullable String why, String at) {
    for (Unidentified.Why each : Unidentified.Why.values()) {
      if (each.name().equals(why)) {
        return new Unidentified(each);
      }
    }
    problem(at, "reason not known; is the node newer than control?");
    return null;
  }

  private @Nullable Operation readOperation(OperationEntry entry, String at) {
    String id = string(entry.getProtocol(), at);
    if (id == null) {
      return null;
    }
    Protocol protocol = PROTOCOLS.getOrDefault(id.toLowerCase(Locale.ROOT), Protocol.TCP);
    return switch (entry.getOperationCase()) {
      case HTTP -> http(entry.getHttp(), protocol, at);
      case RPC -> named(entry.getRpc(), at, (a, b) -> new RpcOperation(a, b, protocol));
      case QUERY -> named(entry.getQuery(), at, (a, b) -> new QueryOperation(a, b, protocol));
      case MESSAGE -> named(entry.getMessage(), at, (a, b) -> new MessageOperation(a, b, protocol));
      case LOOKUP -> named(entry.getLookup(), at, LookupOperation::new);
      case MODEL -> model(entry.getModel(), protocol, at);
      case RAW -> raw(entry.getRaw(), protocol, at);
      case OPERATION_NOT_SET -> {
        problem(at, "kind of operation not known; counted without a name");
        yield new RawOperation(protocol, 0);
      }
    };
  }

  private @Nullable Operation http(OperationEntry.Named entry, Protocol protocol, String at) {
    String call = entry.hasCall() ? string(entry.getCall(), at) : "";
    return call == null
        ? null
        : named(entry, at, (a, b) -> new HttpOperation(a, b, protocol, call));
  }

  private @Nullable Operation named(OperationEntry.Named entry, String at, Naming naming) {
    String first = string(entry.getFirst(), at);
    String second = string(entry.getSecond(), at);
    return first == null || second == null ? null : naming.of(first, second);
  }

  private @Nullable Operation model(OperationEntry.Model entry, Protocol protocol, String at) {
    String provider = string(entry.getProvider(), at);
    String action = string(entry.getAction(), at);
    String model = string(entry.getModel(), at);
    return provider == null || action == null || model == null
        ? null
        : new ModelOperation(provider, action, model, protocol);
  }

  private @Nullable Operation raw(int port, Protocol protocol, String at) {
    if (port < 0 || port > 65535) {
      problem(at, "port " + Integer.toUnsignedString(port) + " (expected: 0 to 65535)");
      return null;
    }
    return new RawOperation(protocol, port);
  }

  private Visibility readVisibility(VisibilityEntry entry, String at) {
    EnumMap<Layer, String> unseen = new EnumMap<>(Layer.class);
    int count = Math.min(entry.getLayersCount(), Layer.values().length);
    for (int i = 0; i < count; i++) {
      int layer = entry.getLayers(i);
      String why = i < entry.getReasonsCount() ? string(entry.getReasons(i), at) : "not said";
      if (layer >= 0 && layer < Layer.values().length) {
        unseen.put(Layer.values()[layer], why == null ? "not readable" : why);
      }
    }
    return new Visibility(unseen);
  }

  private static Visibility unreadable() {
    return Visibility.below(Layer.CONNECTION, "the report of what was seen is not readable");
  }

  private static Map<String, Protocol> protocols() {
    Map<String, Protocol> byId = new HashMap<>();
    for (Protocol protocol : Protocol.values()) {
      byId.put(protocol.id(), protocol);
    }
    return byId;
  }

  /** Makes an operation of two names. */
  private interface Naming {
    Operation of(String first, String second);
  }
}
