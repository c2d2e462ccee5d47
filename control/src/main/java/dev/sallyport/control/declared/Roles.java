// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.declared;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.wire.api.WorkloadDeclaredView.Grant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who may do what on the Kubernetes API, by roles and their bindings. Immutable once made; what a
 * cluster gives to everybody who logs in for finding out what it offers is left out.
 */
public final class Roles {
  private static final List<String> FOR_ALL =
      List.of("system:basic-user", "system:discovery", "system:public-info-viewer");

  private final Map<String, List<JsonNode>> rules = new HashMap<>();
  private final List<JsonNode> bindings = new ArrayList<>();

  private Roles() {}

  /** Returns the roles among the objects, those of other kinds passed over. */
  public static Roles of(Iterable<? extends JsonNode> objects) {
    Roles roles = new Roles();
    for (JsonNode each : objects) {
      switch (Json.kind(each)) {
        case "Role", "ClusterRole" -> {
          List<JsonNode> rules = new ArrayList<>();
          each.path("rules").forEach(rules::add);
          roles.rules.put(key(Json.kind(each), Json.namespace(each), Json.name(each)), rules);
        }
        case "RoleBinding", "ClusterRoleBinding" -> roles.bindings.add(each);
        default -> {}
      }
    }
    return roles;
  }

  /** Returns what a service account may do, the gravest first. */
  List<Grant> grants(String namespace, String account) {
    Set<Grant> found = new LinkedHashSet<>();
    for (JsonNode binding : bindings) {
      if (isOf(binding, namespace, account)) {
        grants(binding, found);
      }
    }
    return found.stream()
        .sorted(
            Comparator.comparing((Grant each) -> Power.Weight.of(each.weight()))
                .thenComparing(Grant::where)
                .thenComparing(Grant::may))
        .toList();
  }

  private void grants(JsonNode binding, Set<Grant> into) {
    JsonNode role = binding.path("roleRef");
    String kind = role.path("kind").asText();
    String name = role.path("name").asText();
    if (FOR_ALL.contains(name)) {
      return;
    }
    boolean everywhere = Json.kind(binding).equals("ClusterRoleBinding");
    String where = everywhere ? "whole cluster" : "namespace " + Json.namespace(binding);
    String by = Json.title(binding) + " → " + kind + " " + name;
    for (JsonNode rule : rules.getOrDefault(key(kind, Json.namespace(binding), name), List.of())) {
      for (Power each : Power.of(rule, everywhere)) {
        into.add(new Grant(each.weight().word(), each.may(), where, by));
      }
    }
  }

  private static boolean isOf(JsonNode binding, String namespace, String account) {
    for (JsonNode each : binding.path("subjects")) {
      String name = each.path("name").asText();
      boolean is =
          switch (each.path("kind").asText()) {
            case "ServiceAccount" ->
                name.equals(account)
                    && each.path("namespace").asText(Json.namespace(binding)).equals(namespace);
            case "User" -> name.equals("system:serviceaccount:" + namespace + ":" + account);
            case "Group" ->
                name.equals("system:serviceaccounts")
                    || name.equals("system:serviceaccounts:" + namespace)
                    || name.equals("system:authenticated");
            default -> false;
          };
      if (is) {
        return true;
      }
    }
    return false;
  }

  private static String key(String kind, String namespace, String name) {
    return kind.equals("ClusterRole") ? name : namespace + "/" + name;
  }
}
