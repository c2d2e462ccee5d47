// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

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
 * @param problems why it may not be all there; empty when the message was read whole
 */
public record Message(
    Direction direction,
    String method,
    String target,
    int status,
    List<Field> fields,
    List<Content> contents,
    Set<Problem> problems) {

  /** Why something of a message was not read. */
  public enum Problem {
    /** More than is kept of one message, or of one piece of it. */
    CUT,
    /** It ended, or was given up, before it was complete. */
    INCOMPLETE,
    /** Too much is held for other messages. */
    NO_ROOM,
    /** Its content coding is not known. */
    CODING_UNKNOWN,
    /** Its content coding is malformed. */
    CODING_MALFORMED,
    /** It grows more than is allowed when its coding is taken off. */
    EXPANSION,
    /** More parts, fields or nested messages than are looked at. */
    PARTS,
    /** Nested deeper than is looked into. */
    DEPTH,
    /** The parts of it cannot be told apart, or not with certainty. */
    MALFORMED,
    /** Its character set is not known. */
    CHARSET
  }

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
    problems = Collections.unmodifiableSet(copy(problems));
  }

  /** Makes one that was read whole. */
  public Message(
      Direction direction,
      String method,
      String target,
      int status,
      List<Field> fields,
      List<Content> contents) {
    this(direction, method, target, status, fields, contents, Set.of());
  }

  private static Set<Problem> copy(Set<Problem> problems) {
    return problems.isEmpty() ? Set.of() : EnumSet.copyOf(problems);
  }
}
