// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.cyclonedx.Version;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SbomTest {
  @TempDir private Path directory;

  @Test
  void theListHoldsAgainstThePublishedSchema() throws Exception {
    byte[] list = sbom().json("sallyport-node", "1");

    assertThat(new JsonParser().validate(list, Version.VERSION_16)).isEmpty();
    String wrong = new String(list, StandardCharsets.UTF_8).replace("\"platform\"", "\"jre\"");
    assertThat(new JsonParser().validate(wrong, Version.VERSION_16)).isNotEmpty();
  }

  @Test
  void everyPartIsNamedAsScannersNameIt() throws IOException {
    JsonNode parts = new ObjectMapper().readTree(sbom().json("image", "1")).path("components");

    assertThat(parts.findValuesAsText("purl"))
        .containsExactly(
            "pkg:deb/debian/libc6@1%3A2.36-9?arch=amd64",
            "pkg:generic/openjdk@25.0.1%2B8",
            "pkg:generic/postgresql@18.4.0",
            "pkg:maven/org.some/some-lib@1.2.3.Final");
    assertThat(parts.get(3).path("hashes").get(0).path("content").asText()).hasSize(64);
  }

  private Sbom sbom() throws IOException {
    Path jar = directory.resolve("some-lib-1.2.3.Final.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("META-INF/maven/org.some/some-lib/pom.properties"));
      out.write("groupId=org.some\nversion=1.2.3.Final\n".getBytes(StandardCharsets.UTF_8));
    }
    Sbom sbom = new Sbom();
    sbom.debian(Map.of("libc6", "1:2.36-9"), Architecture.AMD64);
    sbom.java("25.0.1+8");
    sbom.postgres("18.4.0");
    sbom.jar(jar);
    return sbom;
  }
}
