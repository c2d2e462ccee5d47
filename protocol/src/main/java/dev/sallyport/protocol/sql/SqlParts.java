// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import dev.sallyport.model.Protocol;
import dev.sallyport.model.QueryOperation;
import dev.sallyport.model.SessionUpkeep;
import dev.sallyport.protocol.checkpoint.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What is asked about a text of statements. */
final class SqlParts {
  private static final String DEFAULT_SCHEMA = "public.";

  /** Statements that touch nothing but the session. */
  private static final Set<String> INCIDENTAL = SessionUpkeep.verbs(Protocol.POSTGRESQL);

  /**
   * What is asked.
   *
   * @param parts each once, at least one
   * @param whole whether that is all
   */
  record Asked(List<Call.Part> parts, boolean whole) {

    /** Returns what either does. */
    Asked with(Asked other) {
      if (parts.containsAll(other.parts)) {
        return this;
      }
      List<Call.Part> all = new ArrayList<>(parts);
      other.parts.stream().filter(each -> !all.contains(each)).forEach(all::add);
      return new Asked(all, whole && other.whole);
    }
  }

  private SqlParts() {}

  static Asked of(QueryOperation operation, boolean whole) {
    return new Asked(List.of(part(operation)), whole);
  }

  /** Reads a text of statements. */
  static Asked read(byte[] text, int from, int to, Protocol protocol, boolean held) {
    SqlCalls.Read read = SqlCalls.read(text, from, to, protocol);
    List<Call.Part> parts = new ArrayList<>(read.operations().size());
    for (QueryOperation each : read.operations()) {
      String subject = each.subject();
      boolean plain = protocol == Protocol.POSTGRESQL && subject.startsWith(DEFAULT_SCHEMA);
      QueryOperation named =
          plain
              ? new QueryOperation(
                  each.verb(), subject.substring(DEFAULT_SCHEMA.length()), protocol)
              : each;
      parts.add(part(named));
      // A rule against a table means it in every schema; one that allows it does not.
      int dot = named.subject().lastIndexOf('.');
      if (dot >= 0) {
        String last = named.subject().substring(dot + 1);
        parts.add(new Call.Part(new QueryOperation(each.verb(), last, protocol), true));
      }
    }
    if (parts.isEmpty()) {
      parts.add(new Call.Part(new QueryOperation("OTHER", "", protocol), true));
    }
    return new Asked(List.copyOf(parts), read.whole() && held);
  }

  private static Call.Part part(QueryOperation operation) {
    return new Call.Part(operation, INCIDENTAL.contains(operation.verb()));
  }
}
