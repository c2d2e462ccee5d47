// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sallyport.deploy.Checkout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The images of this checkout; needs its programs built, root, skopeo and a mirror of Debian
 * packages.
 */
@Tag("slow")
class ImagesIT {
  private static final Checkout CHECKOUT =
      new Checkout(Path.of(System.getProperty("sallyport.root")));

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  @Test
  void twoBuildsAreTheSameAndEveryProgramRunsFromItsImage()
      throws IOException, InterruptedException {
    assumeTrue(
        Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "namespaces need root");
    List<ImageBuild.Written> first = build("first", false);
    List<ImageBuild.Written> second = build("second", false);

    assertThat(second)
        .extracting(ImageBuild.Written::digest)
        .isEqualTo(first.stream().map(ImageBuild.Written::digest).toList());
    assertThat(check(first))
        .contains("captured, with the capabilities of the chart")
        .doesNotContain("AOT cache");
    String rehearsed = check(build("third", true));
    assertThat(rehearsed).contains("captured, with the capabilities of the chart");
    assertThat(rehearsed.lines().filter(each -> each.contains("classes come from the AOT cache")))
        .as("of the node program and of control")
        .hasSize(2);
  }

  @Test
  void oneArchiveServesBothKindsOfMachinesAndItsListsReferToItsImages() throws IOException {
    Path out = directory.resolve("out");
    List<ImageBuild.Written> images =
        ImageBuild.write(
            List.of(
                build("both", Architecture.AMD64, false), build("both", Architecture.ARM64, false)),
            out);

    // What a loop over *.tar would import on a node is images and nothing else.
    try (Stream<Path> files = Files.list(out)) {
      assertThat(files.filter(each -> each.toString().endsWith(".tar")).toList())
          .containsExactlyInAnyOrderElementsOf(
              images.stream().map(ImageBuild.Written::archive).toList());
    }
    for (ImageBuild.Written each : images) {
      String name = each.reference().replaceAll(".*/|:.*", "");
      assertThat(each.archive()).hasFileName(name + ".tar");
      assertThat(ImageBuild.referenceIn(each.archive())).isEqualTo(each.reference());
      for (String machine : List.of("amd64", "arm64")) {
        holds(each.archive(), out.resolve(name + "-" + machine + ".cdx"), machine);
      }
    }
  }

  /** What a runtime on such a machine would take, and what a registry would say of it. */
  private void holds(Path archive, Path list, String machine) throws IOException {
    String from = "oci-archive:" + archive;
    JsonNode config = skopeo("inspect", "--config", "--override-arch", machine, from);
    assertThat(config.path("architecture").asText()).isEqualTo(machine);
    assertThat(config.path("os").asText()).isEqualTo("linux");
    assertThat(config.path("variant").asText("")).isEqualTo(machine.equals("arm64") ? "v8" : "");
    JsonNode index = skopeo("inspect", "--raw", from);
    JsonNode manifest = index.path("manifests").get(machine.equals("arm64") ? 1 : 0);

    JsonNode artifact = skopeo("inspect", "--raw", "oci-archive:" + list + ".oci");
    assertThat(artifact.path("artifactType").asText()).isEqualTo(Referrer.TYPE);
    assertThat(artifact.path("subject").path("digest")).isEqualTo(manifest.path("digest"));
    byte[] sbom = Files.readAllBytes(Path.of(list + ".json"));
    assertThat(artifact.path("layers").get(0).path("digest").asText())
        .isEqualTo(Blob.of(sbom, directory).digest());
    assertThat(JSON.readTree(sbom).findValuesAsText("purl"))
        .filteredOn(each -> each.startsWith("pkg:deb/"))
        .anyMatch(each -> each.contains("/libc6@"))
        .allMatch(each -> each.endsWith("?arch=" + machine));
  }

  private static JsonNode skopeo(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("skopeo"));
    command.addAll(List.of(arguments));
    return JSON.readTree(Programs.output(CHECKOUT.root(), command));
  }

  /** Each build has a place of its own, so nothing is taken from the other. */
  private List<ImageBuild.Written> build(String name, boolean rehearse) throws IOException {
    return build(name, Architecture.here(), rehearse).write(directory.resolve(name).resolve("out"));
  }

  private ImageBuild build(String name, Architecture machine, boolean rehearse) throws IOException {
    return new ImageBuild(
        new ImageBuild.Settings(
            CHECKOUT,
            Path.of(System.getProperty("java.home")),
            directory.resolve(name).resolve("parts"),
            "localhost/sallyport",
            "test",
            Optional.empty(),
            rehearse,
            machine));
  }

  private static String check(List<ImageBuild.Written> images)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add("sh");
    command.add(CHECKOUT.root().resolve("config/image-check.sh").toString());
    images.forEach(each -> command.add(each.archive().toString()));
    Process check = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(check.waitFor()).as(said).isZero();
    return said;
  }
}
