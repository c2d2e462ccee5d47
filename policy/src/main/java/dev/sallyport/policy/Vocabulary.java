// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.Direction;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Names that expressions may use. */
final class Vocabulary {
  private static final Map<String, Term> TERMS = terms();

  private Vocabulary() {}

  static Optional<Term> term(String name) {
    return Optional.ofNullable(TERMS.get(name));
  }

  /** Returns what to say of a name that is not known. */
  static String unknown(String name) {
    if (name.equals("source") || name.equals("target")) {
      return "'" + name + "' is no value; write for example " + name + ".name";
    }
    return "'" + name + "' is not known; did you mean '" + nearest(name, TERMS.keySet()) + "'?";
  }

  /** Returns the word that is written most alike. */
  static String nearest(String word, Collection<String> words) {
    String nearest = "";
    int least = Integer.MAX_VALUE;
    for (String each : words) {
      int distance = distance(word, each);
      if (distance < least) {
        least = distance;
        nearest = each;
      }
    }
    return nearest;
  }

  /** Letters that have to be put in, taken out or changed. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }

  private static Map<String, Term> terms() {
    Map<String, Term> terms = new LinkedHashMap<>();
    for (boolean caller : new boolean[] {true, false}) {
      String end = caller ? "source." : "target.";
      terms.put(end + "namespace", new EndTerms.End(caller, EndTerms.EndFact.NAMESPACE));
      terms.put(end + "name", new EndTerms.End(caller, EndTerms.EndFact.NAME));
      terms.put(end + "kind", new EndTerms.End(caller, EndTerms.EndFact.KIND));
      terms.put(end + "serviceAccount", new EndTerms.End(caller, EndTerms.EndFact.SERVICE_ACCOUNT));
      terms.put(end + "labels", new EndTerms.End(caller, EndTerms.EndFact.LABELS));
    }
    terms.put("connection.port", new EndTerms.Port());
    terms.put("request.method", Terms.Head.METHOD);
    terms.put("request.path", new Terms.Path());
    terms.put("request.host", Terms.Head.HOST);
    terms.put("operation.verb", Terms.Head.VERB);
    terms.put("operation.subject", Terms.Head.SUBJECT);
    terms.put("operation.protocol", Terms.Head.PROTOCOL);
    terms.put("data.classes", new Terms.Classes(Set.of()));
    terms.put("data.sent", new Terms.Classes(Set.of(Direction.FROM_CLIENT)));
    terms.put("data.answered", new Terms.Classes(Set.of(Direction.FROM_SERVER)));
    terms.put("attack.score", new Terms.Score());
    terms.put("attack.families", new Terms.Families());
    terms.put("now", new ClockTerms.Now());
    terms.put("now.hour", clock(ClockTerms.Clock.HOUR));
    terms.put("now.minute", clock(ClockTerms.Clock.MINUTE));
    terms.put("now.dayOfWeek", clock(ClockTerms.Clock.DAY_OF_WEEK));
    return terms;
  }

  private static Term clock(ClockTerms.Clock part) {
    return new ClockTerms.ClockPart(part, ClockTerms.ClockPart.UTC);
  }
}
