// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import static dev.sallyport.node.identity.kube.RecordedPods.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PublishedTrustIT {
  private static final String PATH = "/api/v1/namespaces/shop/configmaps/sallyport-ca";
  private static final String EMPTY =
      "{\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"sallyport-ca\",\"labels\":{\"ca.crt\":\"no\"}}}";
  private static final String FILLED =
      "{\"kind\":\"ConfigMap\",\"data\":{\"other\":\"x\",\"ca.crt\":\"-----BEGIN\\n\"},\"metadata\":{}}";

  @Test
  void isReadAgainUntilControlHasFilledIt() throws Exception {
    try (FakeApi api = new FakeApi();
        PublishedTrust trust =
            new PublishedTrust(KubeAccess.plain(api.uri()), "shop/sallyport-ca")) {
      AtomicInteger asked = new AtomicInteger();
      api.onOwner(
          exchange -> FakeApi.text(exchange, 200, asked.getAndIncrement() == 0 ? EMPTY : FILLED));

      assertThat(trust.get()).as("never waits").isEmpty();
      await("it is filled", () -> trust.get().equals("-----BEGIN\n"));

      assertThat(api.requests).hasSizeGreaterThan(1).containsOnly(PATH);
    }
  }

  @Test
  void aRefusalIsNoCertificateAndIsAskedAgain() throws Exception {
    try (FakeApi api = new FakeApi();
        PublishedTrust trust =
            new PublishedTrust(KubeAccess.plain(api.uri()), "shop/sallyport-ca")) {
      api.onOwner(exchange -> FakeApi.text(exchange, 403, "{\"kind\":\"Status\"}"));

      await("it is asked again", () -> trust.get().isEmpty() && api.requests.size() > 1);

      api.onOwner(exchange -> FakeApi.text(exchange, 200, FILLED));
      await("it is let in", () -> !trust.get().isEmpty());
    }
  }

  @Test
  void aNameWithoutNamespaceIsRefused() throws IOException {
    try (FakeApi api = new FakeApi()) {
      KubeAccess access = KubeAccess.plain(api.uri());
      for (String wrong : new String[] {"sallyport-ca", "/sallyport-ca", "shop/", "a/b/c", ""}) {
        assertThatThrownBy(() -> new PublishedTrust(access, wrong))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("expected: namespace/name");
      }
    }
  }
}
