// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

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
import java.util.HashMap;
import java.util.Map;

/** Gives names in a batch their indexes, each written once. Not thread-safe. */
final class NameWriter {
  private final SummaryBatch.Builder batch;
  private final int lengthMax;
  private final Map<String, Integer> strings = new HashMap<>();
  private final Map<Party, Integer> parties = new HashMap<>();
  private final Map<Operation, Integer> operations = new HashMap<>();
  private final Map<Visibility, Integer> visibilities = new HashMap<>();

  NameWriter(SummaryBatch.Builder batch, int lengthMax) {
    this.batch = batch;
    this.lengthMax = lengthMax;
  }

  int string(String value) {
    String cut = value.length() > lengthMax ? cut(value) : value;
    Integer known = strings.get(cut);
    if (known != null) {
      return known;
    }
    batch.addStrings(cut);
    strings.put(cut, strings.size());
    return strings.size() - 1;
  }

  int party(Party party) {
    Integer known = parties.get(party);
    if (known != null) {
      return known;
    }
    batch.addParties(entry(party));
    parties.put(party, parties.size());
    return parties.size() - 1;
  }

  int operation(Operation operation) {
    Integer known = operations.get(operation);
    if (known != null) {
      return known;
    }
    batch.addOperations(entry(operation));
    operations.put(operation, operations.size());
    return operations.size() - 1;
  }

  int visibility(Visibility visibility) {
    Integer known = visibilities.get(visibility);
    if (known != null) {
      return known;
    }
    VisibilityEntry.Builder entry = VisibilityEntry.newBuilder();
    visibility
        .unseen()
        .forEach((layer, why) -> entry.addLayers(layer.ordinal()).addReasons(string(why)));
    batch.addVisibilities(entry);
    visibilities.put(visibility, visibilities.size());
    return visibilities.size() - 1;
  }

  private PartyEntry entry(Party party) {
    PartyEntry.Builder entry = PartyEntry.newBuilder();
    switch (party) {
      case Workload workload ->
          entry.setWorkload(
              WorkloadParty.newBuilder()
                  .setNamespace(string(workload.namespace()))
                  .setKind(string(workload.kind()))
                  .setName(string(workload.name()))
                  .setServiceAccount(string(workload.serviceAccount())));
      case ClusterNode node -> entry.setClusterNode(string(node.name()));
      case ControlPlane _ -> entry.setControlPlane(true);
      case ExternalHost host when host.named() -> entry.setExternalNamed(string(host.name()));
      case ExternalHost host -> entry.setExternalAddress(string(host.name()));
      case OutsideClient _ -> entry.setOutsideClient(true);
      case Unidentified unidentified -> entry.setUnidentified(string(unidentified.why().name()));
    }
    return entry.build();
  }

  private OperationEntry entry(Operation operation) {
    OperationEntry.Builder entry =
        OperationEntry.newBuilder().setProtocol(string(operation.protocol().id()));
    switch (operation) {
      case HttpOperation http -> entry.setHttp(http(http));
      case RpcOperation rpc -> entry.setRpc(named(rpc.service(), rpc.method()));
      case QueryOperation query -> entry.setQuery(named(query.verb(), query.subject()));
      case MessageOperation message ->
          entry.setMessage(named(message.verb(), message.destination()));
      case LookupOperation lookup -> entry.setLookup(named(lookup.type(), lookup.name()));
      case ModelOperation model ->
          entry.setModel(
              OperationEntry.Model.newBuilder()
                  .setProvider(string(model.provider()))
                  .setAction(string(model.action()))
                  .setModel(string(model.model())));
      case RawOperation raw -> entry.setRaw(raw.port());
    }
    return entry.build();
  }

  private OperationEntry.Named http(HttpOperation http) {
    OperationEntry.Named named = named(http.method(), http.pathTemplate());
    return http.call().isEmpty() ? named : named.toBuilder().setCall(string(http.call())).build();
  }

  private OperationEntry.Named named(String first, String second) {
    return OperationEntry.Named.newBuilder()
        .setFirst(string(first))
        .setSecond(string(second))
        .build();
  }

  private String cut(String value) {
    int end = Character.isHighSurrogate(value.charAt(lengthMax - 1)) ? lengthMax - 1 : lengthMax;
    return value.substring(0, end);
  }
}
