// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

/** The name of a policy as people write it. */
final class PolicyNames {
  private PolicyNames() {}

  /**
   * Returns the path under which the API has a policy.
   *
   * @param name {@code namespace/name}, or the name alone of a policy of the whole cluster
   */
  static String path(String name) {
    String[] parts = name.split("/", -1);
    boolean fits = parts.length <= 2 && !name.isBlank() && !name.startsWith("/");
    if (!fits || name.endsWith("/") || !name.matches("[-a-z0-9./]+")) {
      throw new CommandFailure(
          CommandFailure.WRONG_USAGE,
          "'%s' (expected: namespace/name, or the name alone of a policy of the whole cluster)"
              .formatted(name));
    }
    return parts.length == 2
        ? "policies/namespaces/" + parts[0] + "/" + parts[1]
        : "policies/cluster/" + name;
  }
}
