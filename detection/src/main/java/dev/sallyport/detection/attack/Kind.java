// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

/** What a word means to some interpreter; a section of the lexicon. */
enum Kind {
  SQL_VERB,
  SQL_LOGIC,
  SQL_MATCH,
  SQL_STRUCTURE,
  SQL_FUNCTION,
  SQL_NAME,
  UNIX,
  UNIX_COMMON,
  WINDOWS,
  POWERSHELL,
  PHP,
  PHP_NAME,
  PHP_SETTING,
  SCRIPT,
  JAVA,
  GADGET,
  MARKUP,
  LDAP,
  SESSION,
  /** Commands whose names people also use for products or in sentences. */
  PRODUCT,
  /** Names of the machine itself and of services that lead to it. */
  HOST,
  /** A part of a command that is written with hyphens. */
  PART;

  /** Returns the bit of this kind in a set of kinds. */
  int bit() {
    return 1 << ordinal();
  }

  /** Returns the set of the given kinds. */
  static int set(Kind... kinds) {
    int set = 0;
    for (Kind kind : kinds) {
      set |= kind.bit();
    }
    return set;
  }

  /** Returns the kind whose section has a name such as <code>sql-verb</code>. */
  static Kind ofSection(String name) {
    return valueOf(name.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
  }
}
