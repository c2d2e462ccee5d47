// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkCredentialTest {
  /** Of no use to anybody: its key was thrown away. */
  private static final String CERTIFICATE =
      """
      -----BEGIN CERTIFICATE-----
      MIIBqDCCAU+gAwIBAgIUOgkGykkOKUio/V7Ipp7iwcUkeywwCgYIKoZIzj0EAwIw
      KTESMBAGA1UECgwJc2FsbHlwb3J0MRMwEQYDVQQDDApmb3IgYSB0ZXN0MCAXDTI2
      MTEyMjA5MDMwMVoYDzIxMjYxMDI5MDkwMzAxWjApMRIwEAYDVQQKDAlzYWxseXBv
      cnQxEzARBgNVBAMMCmZvciBhIHRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
      AARwV22LIE4x69EARdKiwHlexdxDiLzh93F2HiucKrq0bS/T6ahHdFhixM8UytiF
      R0AhskmqOXfoE0wSosTi6dL5o1MwUTAdBgNVHQ4EFgQU4zbv70t0z81jnF6IDiMt
      I4enhnIwHwYDVR0jBBgwFoAU4zbv70t0z81jnF6IDiMtI4enhnIwDwYDVR0TAQH/
      BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiA433NXbNVq59pKwLtDFS3KH7JFnsbY
      SqVqXLdj0H8lsAIgbSduFWvngOLVWm5bEmXCW0yYHeIgnMFJclEp+znsNQk=
      -----END CERTIFICATE-----
      """;

  @TempDir private Path directory;

  private LinkCredential credential(String published) {
    Path trust = directory.resolve("ca.crt");
    Map<String, String> environment = Map.of("SALLYPORT_LINK_TRUST", trust.toString());
    return new LinkCredential(
        (LinkSecurity.MutualTls) LinkSecurity.from(environment, () -> published));
  }

  @Test
  void whatTheApiPublishesCountsWhileTheKubeletHasNotBroughtTheFile() throws IOException {
    assertThat(credential(CERTIFICATE).context().isClient()).isTrue();

    Files.writeString(directory.resolve("ca.crt"), "\n");
    assertThat(credential(CERTIFICATE).context().isClient()).isTrue();
  }

  @Test
  void withNeitherItIsWaitedForAndTheFileIsNamed() {
    assertThatThrownBy(() -> credential("").context())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("waiting for the certificates that control publishes")
        .hasMessageContaining("ca.crt");
  }

  @Test
  void theFileCountsWhereThereIsOne() throws IOException {
    Files.writeString(directory.resolve("ca.crt"), CERTIFICATE);
    assertThat(credential("no certificate at all").context().isClient()).isTrue();

    Files.writeString(directory.resolve("ca.crt"), "no certificate at all");
    assertThatThrownBy(() -> credential(CERTIFICATE).context()).isInstanceOf(IOException.class);
  }
}
