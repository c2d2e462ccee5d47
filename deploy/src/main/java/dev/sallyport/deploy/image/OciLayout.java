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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * An OCI image layout (specification 1.1) in one tar archive. Filled first, then written. Not
 * thread-safe.
 */
final class OciLayout {
  static final String INDEX = "application/vnd.oci.image.index.v1+json";
  static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private final Path work;
  private final Map<String, Blob> blobs = new LinkedHashMap<>();
  private final List<Map<String, Object>> listed = new ArrayList<>();
  private final Map<String, byte[]> beside = new LinkedHashMap<>();

  /** Returns a layout that keeps its pieces in the directory. */
  OciLayout(Path work) {
    this.work = work;
  }

  /** Adds the blob and returns its descriptor. */
  Map<String, Object> add(String mediaType, Blob blob) throws IOException {
    blobs.putIfAbsent(blob.digest(), blob);
    return new LinkedHashMap<>(
        Map.of("mediaType", mediaType, "digest", blob.digest(), "size", blob.size()));
  }

  /** Adds a document and returns its descriptor. */
  Map<String, Object> add(String mediaType, Object document) throws IOException {
    return add(mediaType, Blob.of(JSON.writeValueAsBytes(document), work));
  }

  /** Lists what the descriptor describes among the contents, by which readers begin. */
  void list(Map<String, Object> descriptor) {
    listed.add(descriptor);
  }

  /** Adds a document that the specification does not know, at a path of its own. */
  void beside(String path, Object document) throws IOException {
    beside.put(path, JSON.writeValueAsBytes(document));
  }

  void write(Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      put(tar, "oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8));
      put(tar, "index.json", JSON.writeValueAsBytes(index(listed)));
      for (Map.Entry<String, byte[]> each : beside.entrySet()) {
        put(tar, each.getKey(), each.getValue());
      }
      for (Blob blob : blobs.values()) {
        tar.putArchiveEntry(entry(path(blob), blob.size()));
        Files.copy(blob.file(), tar);
        tar.closeArchiveEntry();
      }
    }
  }

  /** Returns an image index of those manifests. */
  static Map<String, Object> index(List<Map<String, Object>> manifests) {
    return Map.of("schemaVersion", 2, "mediaType", INDEX, "manifests", manifests);
  }

  /** Returns where a blob lies in the archive. */
  static String path(Blob blob) {
    return "blobs/sha256/" + blob.hex();
  }

  private static void put(TarArchiveOutputStream tar, String path, byte[] content)
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
