// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A request or an answer as far as its decoder kept it: what detectors read. Valid only during the
 * call that hands it out, since its contents are.
 *
 * @param direction who sent it
 * @param method method of a request in upper case; empty for an answer
 * @param target raw path and query of a request as sent; empty for an answer
 * @param status status of an answer; 0 for a request
 * @param fields header fields in order, as sent
 * @param contents decoded pieces of the body
 */
public record Message(
    Direction direction,
    String method,
    String target,
    int status,
    List<Field> fields,
    List<Content> contents) {

  /**
   * A header field.
   *
   * @param name as sent
   * @param value without surrounding white space, one character for each byte
   */
  public record Field(String name, String value) {}

  public Message {
    requireNonNull(direction, "direction");
    requireNonNull(method, "method");
    requireNonNull(target, "target");
    fields = List.copyOf(fields);
    contents = List.copyOf(contents);
  }
}
