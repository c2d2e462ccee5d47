// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import dev.sallyport.model.Party;

/**
 * What a reader wrote to name parties: an id, a name such as {@code shop/payments} or {@code
 * api.example.com}, or the beginning of a name; empty for all.
 */
record PartyName(String written) {
  boolean matches(Party party) {
    return matches(party.key());
  }

  boolean matches(String id) {
    if (written.isEmpty() || id.equals(written)) {
      return true;
    }
    String[] parts = id.split("/", 4);
    String name =
        parts.length == 4 && parts[0].equals("workload")
            ? parts[1] + "/" + parts[3]
            : id.substring(id.indexOf('/') + 1);
    return name.startsWith(written);
  }
}
