// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestPathTest {
  @Test
  void everyShapeOfPathIsRead() {
    check("/api/v1/pods", "", "v1", "pods", "", "", "");
    check("/api/v1/namespaces/shop/pods/a", "", "v1", "pods", "shop", "a", "");
    check("/api/v1/namespaces/shop/pods/a/log", "", "v1", "pods", "shop", "a", "log");
    check("/api/v1/namespaces", "", "v1", "namespaces", "", "", "");
    check("/api/v1/namespaces/shop", "", "v1", "namespaces", "", "shop", "");
    check("/api/v1/namespaces/shop/status", "", "v1", "namespaces", "", "shop", "status");
    check("/apis/apps/v1/namespaces/shop/deployments", "apps", "v1", "deployments", "shop", "", "");
    check(
        "/apis/apps/v1/namespaces/shop/deployments/d/status",
        "apps",
        "v1",
        "deployments",
        "shop",
        "d",
        "status");
  }

  @Test
  void aPathWithoutACollectionIsNone() {
    assertThat(RequestPath.parse("/apis/apps/v1")).isEmpty();
    assertThat(RequestPath.parse("/")).isEmpty();
  }

  @Test
  void queriesAreDecoded() {
    assertThat(RequestPath.query("labelSelector=a%3Db%2Cc&watch=1"))
        .containsEntry("labelSelector", "a=b,c")
        .containsEntry("watch", "1");
  }

  private static void check(String path, String... expected) {
    assertThat(RequestPath.parse(path))
        .as(path)
        .contains(
            new RequestPath(
                expected[0], expected[1], expected[2], expected[3], expected[4], expected[5]));
  }
}
