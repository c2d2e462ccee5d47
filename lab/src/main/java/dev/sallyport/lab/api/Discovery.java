// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The discovery documents that clients such as kubectl read first. */
final class Discovery {
  private Discovery() {}

  static Optional<ObjectNode> answer(String path, Kinds kinds) {
    List<ResourceKind> all = kinds.all();
    return switch (path) {
      case "/version", "/version/" ->
          Optional.of(
              Json.object()
                  .put("major", "1")
                  .put("minor", "34")
                  .put("gitVersion", "v1.34.0+sallyport-lab")
                  .put("platform", "linux/amd64"));
      case "/api", "/api/" -> {
        ObjectNode versions = Json.object().put("kind", "APIVersions");
        versions.putArray("versions").add("v1");
        yield Optional.of(versions);
      }
      case "/apis", "/apis/" -> Optional.of(groups(all));
      default -> {
        List<ResourceKind> here = all.stream().filter(at(path)).toList();
        yield here.isEmpty() ? Optional.empty() : Optional.of(resources(here));
      }
    };
  }

  private static Predicate<ResourceKind> at(String path) {
    return kind -> kind.basePath().equals(path) || (kind.basePath() + "/").equals(path);
  }

  private static ObjectNode groups(List<ResourceKind> kinds) {
    ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
    ArrayNode groups = list.putArray("groups");
    kinds.stream()
        .filter(kind -> !kind.group().isEmpty())
        .map(kind -> List.of(kind.group(), kind.version()))
        .distinct()
        .forEach(
            g -> {
              ObjectNode group = groups.addObject().put("name", g.get(0));
              ObjectNode version =
                  Json.object()
                      .put("groupVersion", g.get(0) + "/" + g.get(1))
                      .put("version", g.get(1));
              group.putArray("versions").add(version);
              group.set("preferredVersion", version.deepCopy());
            });
    return list;
  }

  private static ObjectNode resources(List<ResourceKind> kinds) {
    ObjectNode list = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
    list.put("groupVersion", kinds.getFirst().apiVersion());
    ArrayNode resources = list.putArray("resources");
    for (ResourceKind kind : kinds) {
      ObjectNode resource =
          resources.addObject().put("name", kind.plural()).put("kind", kind.kind());
      resource.put("singularName", "").put("namespaced", kind.namespaced());
      ArrayNode verbs = resource.putArray("verbs");
      List.of("get", "list", "watch", "create", "update", "patch", "delete").forEach(verbs::add);
    }
    return list;
  }
}
