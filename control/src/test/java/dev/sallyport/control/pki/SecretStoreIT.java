// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.control.MockCluster;
import dev.sallyport.control.secret.SharedSecret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SecretStoreIT {
  private MockCluster cluster;

  @BeforeEach
  void start() {
    cluster = new MockCluster();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void programsThatStartAtOnceShareOneAuthority() throws Exception {
    assertThat(bundlesOf(6)).hasSize(1);
  }

  @Test
  void anEmptySecretOfTheInstallationIsFilledByOneOfThem() throws Exception {
    cluster
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace("sallyport")
                .withName("ca")
                .addToLabels("app", "sallyport")
                .endMetadata()
                .build())
        .create();
    assertThat(bundlesOf(6)).hasSize(1);
    var kept = cluster.client().secrets().inNamespace("sallyport").withName("ca").get();
    assertThat(kept.getMetadata().getLabels()).containsEntry("app", "sallyport");
    assertThat(kept.getData()).containsOnlyKeys("ca.crt", "ca.key");
  }

  @Test
  void aStaleVersionIsNotWrittenOverANewerOne() throws Exception {
    SecretStore store = store();
    AuthorityKeys first = store.change(keys -> keys.turned(InstantSource.system().instant()));
    int[] calls = new int[1];
    AuthorityKeys[] others = new AuthorityKeys[1];
    AuthorityKeys result =
        store.change(
            keys -> {
              if (calls[0]++ == 0) {
                others[0] = replace();
              }
              AuthorityKeys mine = AuthorityKeys.NONE.turned(InstantSource.system().instant());
              return calls[0] == 1 ? mine : keys;
            });
    assertThat(calls[0]).as("asked again with what the other wrote").isEqualTo(2);
    assertThat(result).isEqualTo(others[0]).isNotEqualTo(first);
  }

  @Test
  void aSecretThatHoldsSomethingElseIsLeftAloneAndNamed() {
    cluster
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace("sallyport")
                .withName("ca")
                .endMetadata()
                .addToData("ca.key", "bm90aGluZw==")
                .addToData("ca.crt", "bm90aGluZw==")
                .build())
        .create();
    assertThatThrownBy(() -> Authority.load(store(), InstantSource.system()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Secret sallyport/ca");
  }

  private AuthorityKeys replace() {
    try {
      return store().change(_ -> AuthorityKeys.NONE.turned(InstantSource.system().instant()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Set<String> bundlesOf(int programs) throws Exception {
    Callable<String> program = () -> Authority.load(store(), InstantSource.system()).trustBundle();
    try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> told =
          IntStream.range(0, programs).mapToObj(_ -> all.submit(program)).toList();
      Set<String> bundles = new HashSet<>();
      for (Future<String> each : told) {
        bundles.add(each.get());
      }
      return bundles;
    }
  }

  private SecretStore store() {
    return new SecretStore(new SharedSecret(cluster.client(), "sallyport", "ca"));
  }
}
