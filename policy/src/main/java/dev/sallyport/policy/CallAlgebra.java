// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.CallPattern;
import dev.sallyport.model.NamePattern;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which calls patterns have in common. {@code covers} is sound, but does not see what several
 * patterns cover together, nor across protocols (that {@code POST /a.B/C} is a call of {@code
 * a.B}); {@code intersects} errs towards saying yes.
 */
final class CallAlgebra {
  private CallAlgebra() {}

  /**
   * Returns whether every call of the second is one of the first.
   *
   * @param readings whether the second may mean a call by one of its readings while the first means
   *     only calls of which all readings are meant, so that only what has one reading compares
   */
  static boolean covers(CallPattern wide, CallPattern narrow, boolean readings) {
    return switch (wide) {
      case CallPattern.Http http ->
          narrow instanceof CallPattern.Http other
              && NameAlgebra.coversValues(http.methods(), other.methods())
              && (readings ? everyPath(http.paths()) : coversPaths(http.paths(), other.paths()));
      case CallPattern.Rpc rpc ->
          narrow instanceof CallPattern.Rpc other
              && (!readings || (every(rpc.services()) && every(rpc.methods())))
              && NameAlgebra.covers(rpc.services(), other.services())
              && NameAlgebra.covers(rpc.methods(), other.methods());
      case CallPattern.Queries queries ->
          narrow instanceof CallPattern.Queries other
              && NameAlgebra.coversValues(queries.stores(), other.stores())
              && NameAlgebra.coversValues(folded(queries.verbs()), folded(other.verbs()))
              && (readings
                  ? every(queries.subjects())
                  : coversSubjects(queries.subjects(), other.subjects()));
      case CallPattern.Messages messages ->
          narrow instanceof CallPattern.Messages other
              && (!readings || every(messages.destinations()))
              && NameAlgebra.coversValues(messages.brokers(), other.brokers())
              && NameAlgebra.coversValues(folded(messages.verbs()), folded(other.verbs()))
              && NameAlgebra.covers(messages.destinations(), other.destinations());
      case CallPattern.Lookups lookups ->
          narrow instanceof CallPattern.Lookups other
              && NameAlgebra.covers(lookups.names(), other.names());
      case CallPattern.Models models ->
          narrow instanceof CallPattern.Models other
              && NameAlgebra.covers(models.models(), other.models());
      case CallPattern.Tools tools ->
          narrow instanceof CallPattern.Tools other
              && !readings
              && NameAlgebra.covers(tools.tools(), other.tools());
      case CallPattern.Ports ports ->
          narrow instanceof CallPattern.Ports other
              && NameAlgebra.coversValues(ports.ports(), other.ports());
    };
  }

  private static boolean every(Set<NamePattern> names) {
    return names.isEmpty() || names.contains(NamePattern.ANY);
  }

  private static boolean everyPath(Set<String> paths) {
    return paths.isEmpty() || paths.contains("/**");
  }

  private static boolean coversPaths(Set<String> wide, Set<String> narrow) {
    if (everyPath(wide)) {
      return true;
    }
    return !narrow.isEmpty()
        && narrow.stream()
            .allMatch(
                each ->
                    wide.stream()
                        .anyMatch(
                            over ->
                                !apart(over, each)
                                    && covers(PathPattern.of(over), PathPattern.of(each))));
  }

  /** Two templates that differ before either leaves anything open have nothing in common. */
  private static boolean apart(String one, String other) {
    int shared = Math.min(one.length(), other.length());
    for (int i = 0; i < shared; i++) {
      char a = one.charAt(i);
      char b = other.charAt(i);
      if (a == '{' || a == '*' || a == '%' || b == '{' || b == '*' || b == '%') {
        return false;
      }
      if (a != b) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether every path of the second template is one of the first. */
  static boolean covers(PathPattern wide, PathPattern narrow) {
    if (wide.all()) {
      return true;
    }
    if (wide.segments().size() > narrow.segments().size()
        || (!wide.rest()
            && (narrow.rest() || wide.segments().size() != narrow.segments().size()))) {
      return false;
    }
    for (int i = 0; i < wide.segments().size(); i++) {
      PathPattern.Segment over = wide.segments().get(i);
      PathPattern.Segment each = narrow.segments().get(i);
      boolean covered =
          over.any()
              ? each.any() || !each.text().replace("*", "").isEmpty()
              : NameAlgebra.covers(over.text(), each.text());
      if (!covered) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether a path could be meant by both. */
  static boolean intersects(PathPattern one, PathPattern other) {
    int shared = Math.min(one.segments().size(), other.segments().size());
    for (int i = 0; i < shared; i++) {
      if (!NameAlgebra.intersects(one.segments().get(i).text(), other.segments().get(i).text())) {
        return false;
      }
    }
    return one.segments().size() == other.segments().size()
        || (one.segments().size() > other.segments().size() ? other.rest() : one.rest());
  }

  /** Names with and without their schema are held against each other, as they are in calls. */
  private static boolean coversSubjects(Set<NamePattern> wide, Set<NamePattern> narrow) {
    if (every(wide)) {
      return true;
    }
    return !narrow.isEmpty()
        && narrow.stream()
            .map(CallAlgebra::subject)
            .allMatch(
                each ->
                    wide.stream()
                        .map(CallAlgebra::subject)
                        .anyMatch(
                            over ->
                                NameAlgebra.covers(over, each)
                                    && NameAlgebra.covers(bare(over), bare(each))));
  }

  private static String subject(NamePattern pattern) {
    String name = pattern.text().toLowerCase(Locale.ROOT);
    return name.startsWith("public.") ? name.substring("public.".length()) : name;
  }

  private static String bare(String subject) {
    return subject.substring(subject.lastIndexOf('.') + 1);
  }

  private static List<String> folded(Collection<String> verbs) {
    return verbs.stream().map(each -> each.toLowerCase(Locale.ROOT)).toList();
  }

  /** Returns whether a call could be one of both. */
  static boolean intersects(CallPattern one, CallPattern other) {
    if (one instanceof CallPattern.Ports a && other instanceof CallPattern.Ports b) {
      return NameAlgebra.intersectsValues(a.ports(), b.ports());
    }
    if (one instanceof CallPattern.Ports || other instanceof CallPattern.Ports) {
      return true;
    }
    if (overHttp(one) && overHttp(other) && one.getClass() != other.getClass()) {
      return true;
    }
    return switch (one) {
      case CallPattern.Http a ->
          other instanceof CallPattern.Http b
              && NameAlgebra.intersectsValues(a.methods(), b.methods())
              && intersectsPaths(a.paths(), b.paths());
      case CallPattern.Rpc a ->
          other instanceof CallPattern.Rpc b
              && NameAlgebra.intersects(a.services(), b.services())
              && NameAlgebra.intersects(a.methods(), b.methods());
      case CallPattern.Queries a ->
          other instanceof CallPattern.Queries b
              && NameAlgebra.intersectsValues(a.stores(), b.stores())
              && NameAlgebra.intersectsValues(folded(a.verbs()), folded(b.verbs()))
              && intersectsSubjects(a.subjects(), b.subjects());
      case CallPattern.Messages a ->
          // Several topics in one request meet several patterns, one by one.
          other instanceof CallPattern.Messages b
              && NameAlgebra.intersectsValues(a.brokers(), b.brokers())
              && NameAlgebra.intersectsValues(folded(a.verbs()), folded(b.verbs()));
      case CallPattern.Lookups a ->
          other instanceof CallPattern.Lookups b && NameAlgebra.intersects(a.names(), b.names());
      case CallPattern.Models a ->
          other instanceof CallPattern.Models b && NameAlgebra.intersects(a.models(), b.models());
      case CallPattern.Tools _ -> other instanceof CallPattern.Tools;
      case CallPattern.Ports _ -> true;
    };
  }

  private static boolean overHttp(CallPattern pattern) {
    return pattern instanceof CallPattern.Http
        || pattern instanceof CallPattern.Rpc
        || pattern instanceof CallPattern.Models
        || pattern instanceof CallPattern.Tools;
  }

  private static boolean intersectsPaths(Set<String> one, Set<String> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return true;
    }
    return one.stream()
        .anyMatch(
            a ->
                other.stream()
                    .anyMatch(
                        b -> !apart(a, b) && intersects(PathPattern.of(a), PathPattern.of(b))));
  }

  private static boolean intersectsSubjects(Set<NamePattern> one, Set<NamePattern> other) {
    Predicate<NamePattern> meets =
        a ->
            other.stream()
                .anyMatch(b -> NameAlgebra.intersects(bare(subject(a)), bare(subject(b))));
    return one.isEmpty() || other.isEmpty() || one.stream().anyMatch(meets);
  }
}
