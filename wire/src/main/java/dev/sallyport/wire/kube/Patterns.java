// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

/** Shapes of texts that several fields share. */
final class Patterns {
  static final String NAMES = "[-A-Za-z0-9._*:]+";
  static final String NAMES_EXPECT = "a name, or a pattern with *";
  static final String HOSTS = "(\\*|(\\*\\.)?[a-z0-9_]([-a-z0-9._]*[a-z0-9_])?)";
  static final String HOSTS_EXPECT = "a host name in lower case, *.example.com or *";
  static final String VERBS = "[A-Za-z][A-Za-z0-9_. ]*";
  static final String VERBS_EXPECT = "a word of the protocol, for example DROP";
  static final String SUBJECTS = "\\S+";
  static final String SUBJECTS_EXPECT = "a name without spaces, or a pattern with *";

  private Patterns() {}
}
