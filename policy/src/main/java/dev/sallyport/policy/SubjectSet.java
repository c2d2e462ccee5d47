// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.NamePattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Tables, collections and key spaces that are meant, without case. A name may stand behind that of
 * its schema; which schema a bare name means depends on settings of the session, so a test that
 * protects takes any that may be meant, and one that permits takes {@code public} alone.
 *
 * @param names as written
 * @param bare the same without their schema
 */
record SubjectSet(NameSet names, NameSet bare) {
  private static final String DEFAULT_SCHEMA = "public.";

  static SubjectSet of(Collection<NamePattern> patterns) {
    List<String> names = new ArrayList<>();
    List<String> bare = new ArrayList<>();
    for (NamePattern each : patterns) {
      String name = withoutDefault(each.text().toLowerCase(Locale.ROOT));
      names.add(name);
      bare.add(last(name));
    }
    return new SubjectSet(NameSet.folded(names), NameSet.folded(bare));
  }

  boolean matches(String subject, boolean protects) {
    if (names.any()) {
      return true;
    }
    if (subject.indexOf('{') >= 0) {
      return protects && names.mayHide();
    }
    String name = withoutDefault(subject.toLowerCase(Locale.ROOT));
    if (names.matches(name)) {
      return true;
    }
    if (!protects) {
      return false;
    }
    return name.indexOf('.') < 0 ? bare.matches(name) : names.matches(last(name));
  }

  /** Returns under which name a subject is filed: in lower case, without its schema. */
  static String key(String subject) {
    return last(NameSet.lower(subject));
  }

  private static String withoutDefault(String name) {
    return name.startsWith(DEFAULT_SCHEMA) ? name.substring(DEFAULT_SCHEMA.length()) : name;
  }

  private static String last(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
