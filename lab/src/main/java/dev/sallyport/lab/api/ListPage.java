// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * One page of a list: at most {@code limit} objects behind the one that {@code continue} names, as
 * the Kubernetes API gives them. All pages carry the version of the first, so that a watch from it
 * tells what changed while the pages were read.
 *
 * @param limit objects at most; 0 for all
 * @param version version of the store at the first page; 0 on the first page
 * @param after namespace and name of the last object before this page
 */
record ListPage(int limit, long version, String after) {
  static ListPage of(Map<String, String> query) {
    int limit = Integer.parseInt("0" + query.getOrDefault("limit", ""));
    String token = query.getOrDefault("continue", "");
    if (token.isEmpty()) {
      return new ListPage(limit, 0, "");
    }
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      int cut = text.indexOf(' ');
      return new ListPage(
          limit, Long.parseLong(text.substring(0, Math.max(0, cut))), text.substring(cut + 1));
    } catch (IllegalArgumentException broken) {
      throw ApiProblem.badRequest("continue: not a token of this server");
    }
  }

  ObjectNode read(ObjectStore store, ResourceKind kind, Predicate<Resource> wanted) {
    List<Resource> rest;
    long at;
    synchronized (store) {
      at = version == 0 ? store.version() : version;
      rest =
          store.list(kind).stream()
              .filter(each -> place(each).compareTo(after) > 0)
              .filter(wanted)
              .sorted((one, other) -> place(one).compareTo(place(other)))
              .toList();
    }
    boolean more = limit > 0 && rest.size() > limit;
    List<Resource> page = more ? rest.subList(0, limit) : rest;
    ObjectNode list =
        Json.object().put("kind", kind.kind() + "List").put("apiVersion", kind.apiVersion());
    ObjectNode metadata = list.putObject("metadata").put("resourceVersion", Long.toString(at));
    if (more) {
      String token = at + " " + place(page.getLast());
      metadata.put(
          "continue",
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(token.getBytes(StandardCharsets.UTF_8)));
      metadata.put("remainingItemCount", rest.size() - limit);
    }
    ArrayNode items = list.putArray("items");
    page.forEach(each -> items.add(each.json()));
    return list;
  }

  private static String place(Resource object) {
    return object.namespace() + "/" + object.name();
  }
}
