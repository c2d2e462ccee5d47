// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.plumbing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A request as a route sees it.
 *
 * @param variables values of the template's variables by name
 * @param query undecoded query, empty when absent
 * @param header value of a header by name, empty when absent
 * @param body the whole body
 */
public record Incoming(
    Map<String, String> variables, String query, UnaryOperator<String> header, byte[] body) {

  /** Returns the value that stands in the path for {@code name}. */
  public String variable(String name) {
    return variables.getOrDefault(name, "");
  }

  /** Returns the decoded query parameter {@code name}, or {@code otherwise} when absent. */
  public String parameter(String name, String otherwise) {
    for (String pair : query.split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
      }
    }
    return otherwise;
  }

  /**
   * Returns the body as JSON.
   *
   * @throws Refusal with status 400 when it is not JSON
   */
  public JsonNode json() throws Refusal {
    try {
      return Json.read(body);
    } catch (IOException e) {
      throw new Refusal(400, "the body is not JSON");
    }
  }

  /**
   * Returns the variable {@code name} as a number.
   *
   * @throws Refusal with status 404 when it is none, since no such thing can exist
   */
  public long id(String name) throws Refusal {
    try {
      return Long.parseLong(variable(name));
    } catch (NumberFormatException e) {
      throw new Refusal(404, "no " + name + " like that");
    }
  }
}
