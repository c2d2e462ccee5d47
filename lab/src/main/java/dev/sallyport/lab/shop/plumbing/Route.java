// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.plumbing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An operation of a web server.
 *
 * @param method HTTP method
 * @param template path with variables as <code>{name}</code>
 * @param handler answers requests
 */
public record Route(String method, String template, Handler handler) {
  String operation() {
    return method + " " + template;
  }

  /** Returns the variables when {@code path} fits the template. */
  Optional<Map<String, String>> match(String path) {
    List<String> want = List.of(template.split("/", -1));
    List<String> have = List.of(path.split("/", -1));
    if (want.size() != have.size()) {
      return Optional.empty();
    }
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < want.size(); i++) {
      String segment = want.get(i);
      if (segment.startsWith("{")) {
        variables.put(segment.substring(1, segment.length() - 1), have.get(i));
      } else if (!segment.equals(have.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(variables);
  }

  /** Answers a request; a thrown {@link Refusal} becomes its status, another failure 502 or 500. */
  @FunctionalInterface
  public interface Handler {
    /** Returns the answer to {@code request}. */
    Reply answer(Incoming request) throws Exception;
  }
}
