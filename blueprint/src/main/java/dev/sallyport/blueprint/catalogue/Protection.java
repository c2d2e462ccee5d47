// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.catalogue;

import dev.sallyport.blueprint.summary.AuthenticationCounts;
import dev.sallyport.model.Authentication;
import java.util.Map;

/** Whether an operation demands that its callers say who they are, as far as traffic shows it. */
public enum Protection {
  /** Requests without credentials were refused, and none was accepted. */
  ENFORCED,
  /** Every accepted request had credentials; none without was tried, so nothing is proven. */
  PRESENTED,
  /** Requests were accepted with credentials and also without. */
  OPTIONAL,
  /** Requests without credentials were accepted, and no other was seen. */
  OPEN,
  /** No request was accepted, or nothing was looked at. */
  UNKNOWN;

  /** Returns what the counts show. */
  public static Protection of(Map<Authentication, AuthenticationCounts> ways) {
    AuthenticationCounts without =
        ways.getOrDefault(Authentication.NONE, AuthenticationCounts.NONE);
    long with =
        ways.entrySet().stream()
            .filter(each -> each.getKey() != Authentication.NONE)
            .mapToLong(each -> each.getValue().accepted())
            .sum();
    if (without.accepted() > 0) {
      return with > 0 || without.refused() > 0 ? OPTIONAL : OPEN;
    }
    if (without.refused() > 0) {
      return ENFORCED;
    }
    return with > 0 ? PRESENTED : UNKNOWN;
  }
}
