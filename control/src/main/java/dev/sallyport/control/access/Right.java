// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import static java.util.Objects.requireNonNull;

/**
 * Something that a caller may be allowed to do, as rules of Kubernetes' RBAC name it. No such
 * resources exist; only rights to them do.
 *
 * @param verb {@code get}, {@code list}, {@code simulate} or {@code update}
 * @param resource for example {@code blueprints}
 */
public record Right(String verb, String resource) {
  /** The API group of the resources. */
  public static final String GROUP = "sallyport.dev";

  /** Changing policies: what may not be done without any other right being enough. */
  public static final Right CHANGE = new Right("update", "policies");

  public Right {
    requireNonNull(verb, "verb");
    requireNonNull(resource, "resource");
  }

  /** Returns whether it only lets its holder look. */
  public boolean reads() {
    return !verb.equals("update");
  }

  /** Returns the last part of the name of the ClusterRole that holds it. */
  String role() {
    return verb.equals("update") || resource.equals("audits") ? "editor" : "viewer";
  }

  @Override
  public String toString() {
    return verb + " " + resource + "." + GROUP;
  }
}
