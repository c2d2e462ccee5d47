// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.wire.api.SimulationView;
import dev.sallyport.wire.api.SimulationView.IdentityView;
import dev.sallyport.wire.api.SimulationView.ImpactView;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes simulations in the Static Analysis Results Interchange Format 2.1.0. */
final class SimulationSarif {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, WrittenPolicies.Place> places;
  private final ArrayNode results;

  private SimulationSarif(Map<String, WrittenPolicies.Place> places, ArrayNode results) {
    this.places = places;
    this.results = results;
  }

  static String of(SimulationView view, Map<String, WrittenPolicies.Place> places) {
    ObjectNode root = JSON.createObjectNode();
    root.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json").put("version", "2.1.0");
    ObjectNode run = root.putArray("runs").addObject();
    ObjectNode driver = run.putObject("tool").putObject("driver");
    driver.put("name", "sallyport simulate");
    ArrayNode rules = driver.putArray("rules");
    rule(rules, "would-deny", "A policy would have denied an exchange that happened.");
    rule(rules, "would-throttle", "A policy would have held back exchanges that happened.");
    rule(rules, "would-redact", "A policy would have replaced values in exchanges.");
    rule(rules, "cannot-tell", "The ledger does not tell what would have become of exchanges.");
    rule(rules, "too-young", "A workload was not seen long enough to judge by.");
    SimulationSarif sarif = new SimulationSarif(places, run.putArray("results"));
    view.impacts().forEach(sarif::add);
    view.identities().stream().filter(each -> !each.enough()).forEach(sarif::add);
    return root.toPrettyString() + "\n";
  }

  private void add(ImpactView impact) {
    String id =
        switch (impact.outcome()) {
          case "denied" -> "would-deny";
          case "throttled" -> "would-throttle";
          case "redacted" -> "would-redact";
          default -> "cannot-tell";
        };
    String level =
        switch (impact.outcome()) {
          case "denied", "throttled" -> "error";
          case "redacted" -> "note";
          default -> "warning";
        };
    String text =
        "%s: %d exchanges, %s calls %s with %s on %d days (%s)%s"
            .formatted(
                impact.outcome(),
                impact.exchanges(),
                PartyIds.name(impact.source()),
                PartyIds.name(impact.target()),
                impact.operation(),
                impact.days(),
                impact.beat(),
                impact.why().isEmpty() ? "" : ": " + impact.why());
    ObjectNode result = result(id, level, text);
    fingerprint(result, id, impact.source(), impact.target(), impact.operation());
    impact.reasons().stream().findFirst().ifPresent(each -> locate(result, each));
  }

  private void add(IdentityView identity) {
    ObjectNode result =
        result(
            "too-young",
            "note",
            PartyIds.name(identity.workload())
                + " was seen on "
                + identity.days()
                + " days only; silence about it proves nothing");
    fingerprint(result, "too-young", identity.workload());
    places.keySet().stream().findFirst().ifPresent(each -> locate(result, each));
  }

  private ObjectNode result(String id, String level, String text) {
    ObjectNode result = results.addObject().put("ruleId", id).put("level", level);
    result.putObject("message").put("text", text);
    return result;
  }

  /**
   * A reason reads <code>namespace/policy/rule</code> or <code>namespace/policy (default)</code>.
   */
  private void locate(ObjectNode result, String reason) {
    places.forEach(
        (policy, place) -> {
          if (reason.equals(policy)
              || reason.startsWith(policy + "/")
              || reason.startsWith(policy + " ")) {
            ObjectNode physical =
                result.withArray("locations").addObject().putObject("physicalLocation");
            physical
                .putObject("artifactLocation")
                .put("uri", place.file().toString().replace('\\', '/'));
            physical.putObject("region").put("startLine", place.line());
          }
        });
  }

  private static void fingerprint(ObjectNode result, String... parts) {
    byte[] bytes = String.join("\0", parts).getBytes(StandardCharsets.UTF_8);
    long hash = 0xcbf29ce484222325L;
    for (byte each : bytes) {
      hash = (hash ^ (each & 0xff)) * 0x100000001b3L;
    }
    result.putObject("partialFingerprints").put("edge/v1", Long.toHexString(hash));
  }

  private static void rule(ArrayNode rules, String id, String text) {
    rules.addObject().put("id", id).putObject("shortDescription").put("text", text);
  }
}
