// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The list of an image's parts as an artifact that refers to the image (OCI image specification
 * 1.1, {@code subject}), in an OCI layout of its own: a registry lists it among the referrers of
 * the image once both are there. Not in the image's own archive, since runtimes import all that an
 * archive lists and would try to unpack it as an image.
 */
final class Referrer {
  /** What a registry says that the artifact is. */
  static final String TYPE = "application/vnd.cyclonedx+json";

  private static final String EMPTY = "application/vnd.oci.empty.v1+json";

  private final Path work;

  /** Returns a writer that keeps its pieces in the directory. */
  Referrer(Path work) {
    this.work = work;
  }

  /**
   * Writes the artifact.
   *
   * @param subject descriptor of the image's manifest
   * @param sbom the list
   * @param name of the list as a file
   * @param reference name and tag of the image
   * @return the digest of the artifact's manifest
   */
  String write(Map<String, Object> subject, byte[] sbom, String name, String reference, Path file)
      throws IOException {
    OciLayout layout = new OciLayout(work);
    Map<String, Object> list = layout.add(TYPE, Blob.of(sbom, work));
    list.put("annotations", Map.of("org.opencontainers.image.title", name));
    byte[] nothing = "{}".getBytes(StandardCharsets.US_ASCII);
    Map<String, Object> config = layout.add(EMPTY, Blob.of(nothing, work));
    config.put("data", Base64.getEncoder().encodeToString(nothing));
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("schemaVersion", 2);
    manifest.put("mediaType", OciLayout.MANIFEST);
    manifest.put("artifactType", TYPE);
    manifest.put("config", config);
    manifest.put("layers", List.of(list));
    manifest.put("subject", plain(subject));
    manifest.put("annotations", Map.of("org.opencontainers.image.created", Layer.TIME.toString()));
    Map<String, Object> listed = layout.add(OciLayout.MANIFEST, manifest);
    String digest = String.valueOf(listed.get("digest"));
    listed.put("artifactType", TYPE);
    listed.put(
        "annotations",
        Map.of(
            "org.opencontainers.image.ref.name",
            reference.substring(reference.lastIndexOf(':') + 1) + ".cdx"));
    layout.list(listed);
    layout.write(file);
    return digest;
  }

  private static Map<String, Object> plain(Map<String, Object> descriptor) {
    Map<String, Object> plain = new LinkedHashMap<>(descriptor);
    plain.keySet().retainAll(List.of("mediaType", "digest", "size"));
    return plain;
  }
}
