// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a request path of the Kubernetes API names.
 *
 * @param group the API group, empty for core
 * @param version the version
 * @param plural the collection
 * @param namespace the namespace, empty for all
 * @param name the object, empty for the collection
 * @param subresource for example {@code status}, or empty
 */
record RequestPath(
    String group,
    String version,
    String plural,
    String namespace,
    String name,
    String subresource) {

  static Optional<RequestPath> parse(String path) {
    Deque<String> parts =
        new ArrayDeque<>(Arrays.asList(path.replaceAll("^/+|/+$", "").split("/")));
    String root = next(parts);
    String group = root.equals("apis") ? next(parts) : "";
    String version = next(parts);
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    String plural = next(parts);
    String namespace = "";
    if (plural.equals("namespaces") && parts.size() >= 2 && !isSubresource(parts)) {
      namespace = next(parts);
      plural = next(parts);
    }
    return Optional.of(
        new RequestPath(group, version, plural, namespace, next(parts), next(parts)));
  }

  static Map<String, String> query(String raw) {
    Map<String, String> query = new HashMap<>();
    for (String pair : raw.split("&")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      query.put(decode(name), decode(value));
    }
    return query;
  }

  private static boolean isSubresource(Deque<String> parts) {
    String last = parts.getLast();
    return parts.size() == 2 && (last.equals("status") || last.equals("finalize"));
  }

  private static String next(Deque<String> parts) {
    String part = parts.poll();
    return part == null ? "" : decode(part);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
