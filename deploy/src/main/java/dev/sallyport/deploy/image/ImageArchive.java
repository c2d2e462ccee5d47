// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Images in one file that is an OCI image layout (specification 1.1) and an archive as {@code
 * docker save} writes it at once, so that {@code ctr images import}, {@code podman load}, {@code
 * docker load} and {@code kind load image-archive} all take it.
 */
final class ImageArchive {
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private final Path work;

  /** Returns a writer that keeps its pieces in the directory. */
  ImageArchive(Path work) {
    this.work = work;
  }

  /**
   * Writes the image.
   *
   * @return the digest of its manifest, by which a registry would name it
   */
  String write(Image image, Path file) throws IOException {
    Blob config = json(image.configuration());
    Blob manifest = json(manifest(image, config));
    Set<Blob> blobs = new LinkedHashSet<>();
    blobs.add(manifest);
    blobs.add(config);
    image.layers().forEach(layer -> blobs.add(layer.blob()));
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      add(tar, "oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8));
      add(tar, "index.json", JSON.writeValueAsBytes(index(image, manifest)));
      add(tar, "manifest.json", JSON.writeValueAsBytes(dockerManifest(image, config)));
      Set<String> written = new LinkedHashSet<>();
      for (Blob blob : blobs) {
        if (written.add(blob.digest())) {
          add(tar, blob);
        }
      }
    }
    return manifest.digest();
  }

  private static Map<String, Object> index(Image image, Blob manifest) throws IOException {
    Map<String, Object> descriptor = new LinkedHashMap<>(descriptor(MANIFEST, manifest));
    descriptor.put("platform", Map.of("architecture", image.architecture().title(), "os", "linux"));
    descriptor.put(
        "annotations",
        Map.of(
            // containerd takes the whole name from its own annotation, others the tag from OCI's.
            "io.containerd.image.name", image.reference(),
            "org.opencontainers.image.ref.name", image.tag()));
    return Map.of("schemaVersion", 2, "mediaType", INDEX, "manifests", List.of(descriptor));
  }

  private static Map<String, Object> manifest(Image image, Blob config) throws IOException {
    List<Map<String, Object>> layers = new java.util.ArrayList<>();
    for (Layer layer : image.layers()) {
      layers.add(descriptor(LAYER, layer.blob()));
    }
    return Map.of(
        "schemaVersion",
        2,
        "mediaType",
        MANIFEST,
        "config",
        descriptor(CONFIG, config),
        "layers",
        layers);
  }

  private static List<Map<String, Object>> dockerManifest(Image image, Blob config) {
    return List.of(
        Map.of(
            "Config", path(config),
            "RepoTags", List.of(image.reference()),
            "Layers", image.layers().stream().map(layer -> path(layer.blob())).toList()));
  }

  private static Map<String, Object> descriptor(String type, Blob blob) throws IOException {
    return Map.of("mediaType", type, "digest", blob.digest(), "size", blob.size());
  }

  private static String path(Blob blob) {
    return "blobs/sha256/" + blob.hex();
  }

  private Blob json(Object value) throws IOException {
    return Blob.of(JSON.writeValueAsBytes(value), work);
  }

  private static void add(TarArchiveOutputStream tar, Blob blob) throws IOException {
    TarArchiveEntry entry = entry(path(blob), blob.size());
    tar.putArchiveEntry(entry);
    Files.copy(blob.file(), tar);
    tar.closeArchiveEntry();
  }

  private static void add(TarArchiveOutputStream tar, String path, byte[] content)
      throws IOException {
    tar.putArchiveEntry(entry(path, content.length));
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private static TarArchiveEntry entry(String path, long size) {
    TarArchiveEntry entry = new TarArchiveEntry(path);
    entry.setSize(size);
    entry.setMode(0644);
    entry.setIds(0, 0);
    entry.setNames("", "");
    entry.setModTime(Layer.TIME.toEpochMilli());
    return entry;
  }
}
