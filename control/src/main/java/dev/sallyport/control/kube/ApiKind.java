// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

/**
 * A kind of objects as the API serves it.
 *
 * @param groupVersion for example {@code apps/v1}; of the core group the version alone
 * @param kind for example {@code Deployment}
 * @param plural for example {@code deployments}
 */
record ApiKind(String groupVersion, String kind, String plural) {
  String path() {
    return (groupVersion.contains("/") ? "/apis/" : "/api/") + groupVersion + "/" + plural;
  }

  String group() {
    int slash = groupVersion.indexOf('/');
    return slash < 0 ? "" : groupVersion.substring(0, slash);
  }

  /** Returns its name as rules of roles and messages write it, for example {@code jobs.batch}. */
  String resource() {
    return plural + (group().isEmpty() ? "" : "." + group());
  }
}
