// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

/**
 * Where in a message something stands. It never holds a value: keys that look like values are
 * replaced by <code>{id}</code>, positions in lists by <code>[*]</code>.
 *
 * @param part part of the message
 * @param name name inside the part: a JSON path such as <code>$.cards[*].number</code>, a field or
 *     parameter name, a header name in lower case, a column, a protobuf field path such as <code>
 *     3.1</code>; empty for a part without names. At most {@value #NAME_MAX} characters, longer
 *     ones are cut
 */
public record Place(Part part, String name) implements Comparable<Place> {
  /** Most characters of a name. */
  public static final int NAME_MAX = 160;

  /** Part of a message. */
  public enum Part {
    METHOD,
    PATH,
    QUERY,
    HEADER,
    COOKIE,
    JSON,
    FORM,
    MULTIPART,
    XML,
    GRAPHQL,
    TEXT,
    STREAM,
    WEBSOCKET,
    PROTOBUF,
    STATEMENT,
    COLUMN,
    MESSAGE,
    /** Key of a key-value store. */
    KEY,
    /** Field of a document store. */
    DOCUMENT,
    /** Record of a topic. */
    RECORD
  }

  public Place {
    requireNonNull(part, "part");
    requireNonNull(name, "name");
    if (name.length() > NAME_MAX) {
      name = name.substring(0, NAME_MAX);
    }
  }

  /** Returns a part as a whole. */
  public static Place of(Part part) {
    return new Place(part, "");
  }

  @Override
  public int compareTo(Place other) {
    int byPart = part.compareTo(other.part);
    return byPart != 0 ? byPart : name.compareTo(other.name);
  }
}
