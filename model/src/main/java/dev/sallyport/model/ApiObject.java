// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

/**
 * Which object a call asks for by the ids in its path, query or body, without the ids: good for
 * telling objects apart and for nothing else.
 *
 * @param keyId number of the fingerprint key; 0 when it names no object, or there is no key
 * @param fingerprint keyed fingerprint of the values together
 * @param numbered whether the last value that is a number gives the object a place in a row
 * @param position that place, shifted by a secret of the event loop: differences between two
 *     positions mean something, a position does not. It never leaves the loop
 */
public record ApiObject(int keyId, long fingerprint, boolean numbered, long position) {
  /** No object is named. */
  public static final ApiObject NONE = new ApiObject(0, 0, false, 0);

  /** Returns whether an object is named. */
  public boolean isNamed() {
    return keyId > 0;
  }

  /** Hides the fingerprint too: nothing of an object belongs into a log. */
  @Override
  public String toString() {
    return isNamed() ? "ApiObject[named]" : "ApiObject[none]";
  }
}
