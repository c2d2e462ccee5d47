// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

/** Names of parties where only their ids are at hand. */
final class PartyIds {
  private PartyIds() {}

  /**
   * Returns the name, for example {@code shop/catalog}, {@code api.example.com} or {@code outside}.
   */
  static String name(String id) {
    String[] parts = id.split("/", 4);
    if (parts.length == 4 && parts[0].equals("workload")) {
      return parts[1] + "/" + parts[3];
    }
    int slash = id.indexOf('/');
    return slash < 0 ? id : id.substring(slash + 1);
  }
}
