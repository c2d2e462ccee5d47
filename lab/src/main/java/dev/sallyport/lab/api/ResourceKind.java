// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.api;

/**
 * One kind of object the API keeps.
 *
 * @param group the API group, empty for the core group
 * @param version the version, for example {@code v1}
 * @param kind the kind as in YAML, for example {@code Pod}
 * @param plural the name in paths, for example {@code pods}
 * @param namespaced whether objects live in namespaces
 */
public record ResourceKind(
    String group, String version, String kind, String plural, boolean namespaced) {

  /** Returns the {@code apiVersion} of objects of this kind. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  String basePath() {
    return (group.isEmpty() ? "/api/" : "/apis/") + apiVersion();
  }
}
