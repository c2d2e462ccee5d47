// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.control.MockCluster;
import dev.sallyport.control.secret.SharedSecret;
import dev.sallyport.model.FingerprintKey;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeySecretIT {
  private static final FingerprintKey KEY =
      new FingerprintKey(7, Instant.ofEpochMilli(5), new byte[FingerprintKey.BYTES]);
  private static final FingerprintKey OTHER =
      new FingerprintKey(9, Instant.ofEpochMilli(6), new byte[FingerprintKey.BYTES]);

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
  void keysAreFoundByTheNextProgramAndTheAuthorityBesideThemStays() throws IOException {
    fill(Map.of("ca.crt", "certificates"));
    place().change(_ -> List.of(KEY));
    assertThat(place().change(kept -> kept)).containsExactly(KEY);
    Map<String, String> data =
        cluster.client().secrets().inNamespace("sallyport").withName("ca").get().getData();
    assertThat(data).containsOnlyKeys("ca.crt", "fingerprint.keys");
    assertThat(data).containsEntry("ca.crt", encoded("certificates"));
  }

  @Test
  void whoWasSlowerTakesTheKeysOfTheOther() throws IOException {
    boolean[] first = {true};
    List<FingerprintKey> kept =
        place()
            .change(
                found -> {
                  if (first[0]) {
                    first[0] = false;
                    otherProgram();
                    return List.of(KEY);
                  }
                  return found;
                });
    assertThat(kept).containsExactly(OTHER);
  }

  @Test
  void whatIsNoKeyIsNamedWithoutItsText() {
    fill(Map.of("fingerprint.keys", "7 5 c2VjcmV0"));
    assertThatThrownBy(() -> place().change(kept -> kept))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Secret sallyport/ca: fingerprint.keys")
        .hasMessageContaining("delete that field")
        .hasMessageNotContaining("c2Vj");
  }

  private void otherProgram() {
    try {
      place().change(_ -> List.of(OTHER));
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private void fill(Map<String, String> fields) {
    SecretBuilder secret =
        new SecretBuilder().withNewMetadata().withNamespace("sallyport").withName("ca").and();
    fields.forEach((field, text) -> secret.addToData(field, encoded(text)));
    cluster.client().resource(secret.build()).create();
  }

  private KeySecret place() {
    return new KeySecret(new SharedSecret(cluster.client(), "sallyport", "ca"), "fingerprint.keys");
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes());
  }
}
