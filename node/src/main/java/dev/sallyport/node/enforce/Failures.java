// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

/** Why something could not be checked, as effects tell it. */
final class Failures {
  static final String NO_ENDS = "it was not known in time who the ends are";
  static final String JOINED = "it had begun before it was to be checked";
  static final String NOT_YET = "not yet enforced: opened before the policy";
  static final String LOST = "what is said on the connection could not be followed";
  static final String TOO_LARGE = "more was said than is held to be looked into";
  static final String NOT_LOOKED = "it could not be looked into whole";
  static final String NOT_IN_TIME = "it did not come whole in time";
  static final String NOT_ALL_REDACTED = "some of it could not be looked at for values";
  static final String NOT_REDACTED = "values cannot be replaced in what it speaks";

  private Failures() {}
}
