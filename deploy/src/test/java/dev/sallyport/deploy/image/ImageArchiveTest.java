// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageArchiveTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;
  private Path work;

  @BeforeEach
  void makeRoom() throws IOException {
    work = Files.createDirectory(directory.resolve("work"));
  }

  @Test
  void theSameFilesGiveTheSameDigestWhenAndWhereverTheyAreWritten() throws IOException {
    Layer first = Layer.of(tree(file("a", "x", Instant.EPOCH)), "one", work);
    Layer again = Layer.of(tree(file("b", "x", Instant.now())), "two", work);

    assertThat(again.blob().digest()).isEqualTo(first.blob().digest());
    assertThat(again.diffId()).isEqualTo(first.diffId());
  }

  @Test
  void otherContentsAndOtherRightsGiveAnotherDigest() throws IOException {
    Layer first = Layer.of(tree(file("a", "x", Instant.EPOCH)), "one", work);
    Path program = file("c", "x", Instant.EPOCH);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThat(Layer.of(tree(file("b", "y", Instant.EPOCH)), "", work).diffId())
        .isNotEqualTo(first.diffId());
    assertThat(Layer.of(tree(program), "", work).diffId()).isNotEqualTo(first.diffId());
  }

  @Test
  void anArchiveIsAnOciLayoutWhoseDigestsHold() throws IOException {
    Path archive = archive();
    Map<String, byte[]> files = files(Files.newInputStream(archive));

    assertThat(JSON.readTree(files.get("oci-layout")).path("imageLayoutVersion").asText())
        .isEqualTo("1.0.0");
    JsonNode listed = JSON.readTree(files.get("index.json")).path("manifests").get(0);
    assertThat(listed.path("annotations").path("io.containerd.image.name").asText())
        .isEqualTo("localhost/a/b:1");
    JsonNode manifest = JSON.readTree(blob(files, listed));
    JsonNode config = JSON.readTree(blob(files, manifest.path("config")));
    assertThat(config.path("config").path("User").asText()).isEqualTo("1:1");
    for (int at = 0; at < manifest.path("layers").size(); at++) {
      byte[] layer = blob(files, manifest.path("layers").get(at));
      byte[] plain = new GZIPInputStream(new ByteArrayInputStream(layer)).readAllBytes();
      assertThat(config.path("rootfs").path("diff_ids").get(at).asText())
          .isEqualTo("sha256:" + sha256(plain));
    }
  }

  @Test
  void anArchiveIsWhatDockerSavesAtOnce() throws IOException {
    Map<String, byte[]> files = files(Files.newInputStream(archive()));
    JsonNode image = JSON.readTree(files.get("manifest.json")).get(0);

    assertThat(image.path("RepoTags").get(0).asText()).isEqualTo("localhost/a/b:1");
    assertThat(files).containsKey(image.path("Config").asText());
    image.path("Layers").forEach(layer -> assertThat(files).containsKey(layer.asText()));
  }

  @Test
  void severalKindsOfMachinesShareAName() throws IOException {
    Path archive = directory.resolve("both.tar");
    ImageArchive.Stored stored =
        new ImageArchive(work)
            .write(List.of(image(Architecture.AMD64), image(Architecture.ARM64)), archive);
    Map<String, byte[]> files = files(Files.newInputStream(archive));

    JsonNode listed = JSON.readTree(files.get("index.json")).path("manifests");
    assertThat(listed).hasSize(1);
    assertThat(listed.get(0).path("mediaType").asText()).isEqualTo(OciLayout.INDEX);
    assertThat(listed.get(0).path("digest").asText()).isEqualTo(stored.digest());
    JsonNode index = JSON.readTree(blob(files, listed.get(0)));
    assertThat(index.path("manifests").findValuesAsText("architecture"))
        .containsExactly("amd64", "arm64");
    for (JsonNode each : index.path("manifests")) {
      JsonNode config = JSON.readTree(blob(files, JSON.readTree(blob(files, each)).path("config")));
      for (String field : List.of("architecture", "os", "variant")) {
        assertThat(config.path(field)).isEqualTo(each.path("platform").path(field));
      }
    }
    assertThat(index.path("manifests").get(1).path("platform").path("variant").asText())
        .isEqualTo("v8");
    assertThat(files).as("would be taken on every machine").doesNotContainKey("manifest.json");
    assertThat(ImageBuild.referenceIn(archive)).isEqualTo("localhost/a/b:1");
  }

  @Test
  void theListOfPartsRefersToTheImage() throws IOException {
    ImageArchive.Stored stored =
        new ImageArchive(work).write(image(Architecture.AMD64), directory.resolve("image.tar"));
    byte[] sbom = "{\"bomFormat\":\"CycloneDX\"}".getBytes(StandardCharsets.UTF_8);
    Path archive = directory.resolve("image.cdx.oci");
    String digest =
        new Referrer(work)
            .write(stored.manifests().getFirst(), sbom, "b.cdx.json", "localhost/a/b:1", archive);
    Map<String, byte[]> files = files(Files.newInputStream(archive));

    JsonNode listed = JSON.readTree(files.get("index.json")).path("manifests").get(0);
    assertThat(listed.path("digest").asText()).isEqualTo(digest);
    JsonNode manifest = JSON.readTree(blob(files, listed));
    assertThat(manifest.path("artifactType").asText()).isEqualTo(Referrer.TYPE);
    assertThat(manifest.path("subject").path("digest").asText()).isEqualTo(stored.digest());
    assertThat(manifest.path("subject").path("mediaType").asText())
        .isEqualTo("application/vnd.oci.image.manifest.v1+json");
    assertThat(manifest.path("subject")).hasSize(3);
    assertThat(blob(files, manifest.path("config"))).isEqualTo("{}".getBytes());
    assertThat(blob(files, manifest.path("layers").get(0))).isEqualTo(sbom);
  }

  @Test
  void anArchiveOfOursServesAsABase() throws IOException {
    List<Layer> layers = BaseArchive.layers(archive(), work);

    assertThat(layers).hasSize(2);
    assertThat(files(new GZIPInputStream(Files.newInputStream(layers.getFirst().blob().file()))))
        .containsEntry("opt/file", "x".getBytes());
  }

  @Test
  void anythingElseDoesNot() throws IOException {
    Path other = directory.resolve("other.tar");
    Files.write(other, new byte[1024]);

    assertThatThrownBy(() -> BaseArchive.layers(other, work)).hasMessageContaining("manifest.json");
  }

  private Path archive() throws IOException {
    Path archive = directory.resolve("image.tar");
    new ImageArchive(work).write(image(Architecture.AMD64), archive);
    return archive;
  }

  private Image image(Architecture machine) throws IOException {
    return new Image(
        "localhost/a/b:1",
        List.of(
            Layer.of(tree(file("a", "x", Instant.EPOCH)), "one", work),
            Layer.of(tree(file("b", machine.title(), Instant.EPOCH)), "two", work)),
        "1:1",
        List.of("/program"),
        Map.of("A", "b"),
        "A test",
        machine);
  }

  private Path file(String name, String content, Instant time) throws IOException {
    Path file = Files.writeString(directory.resolve(name), content);
    return Files.setLastModifiedTime(file, FileTime.from(time));
  }

  private static FileTree tree(Path file) {
    FileTree tree = new FileTree();
    tree.file("opt/file", file);
    tree.link("opt/link", "file");
    tree.directory("var/state", 0700, 7);
    return tree;
  }

  private static byte[] blob(Map<String, byte[]> files, JsonNode descriptor) {
    String digest = descriptor.path("digest").asText();
    byte[] content = files.get(digest.replace("sha256:", "blobs/sha256/"));
    assertThat("sha256:" + sha256(content)).isEqualTo(digest);
    assertThat(descriptor.path("size").asLong()).isEqualTo(content.length);
    return content;
  }

  private static String sha256(byte[] content) {
    return HexFormat.of().formatHex(Blob.sha256().digest(content));
  }

  private static Map<String, byte[]> files(InputStream archive) throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    try (TarArchiveInputStream tar = new TarArchiveInputStream(archive)) {
      for (TarArchiveEntry each = tar.getNextEntry(); each != null; each = tar.getNextEntry()) {
        assertThat(each.getLastModifiedTime().toInstant()).isEqualTo(Layer.TIME);
        if (each.isFile()) {
          files.put(each.getName(), tar.readAllBytes());
        }
      }
    }
    return files;
  }
}
