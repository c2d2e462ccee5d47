// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** The layers of an image in an archive as {@code docker save} writes it. */
final class BaseArchive {
  /** The annotation by which containerd knows the whole name of what a layout lists. */
  static final String NAME = "io.containerd.image.name";

  private static final ObjectMapper JSON = new ObjectMapper();

  private BaseArchive() {}

  /**
   * Copies the layers into the directory.
   *
   * @throws IOException when the archive holds no image, or several
   */
  static List<Layer> layers(Path archive, Path directory) throws IOException {
    Path unpacked = Files.createTempDirectory(directory, "base");
    try {
      unpack(archive, unpacked);
      Path manifest = unpacked.resolve("manifest.json");
      if (!Files.exists(manifest)) {
        throw new IOException(
            archive + " holds no manifest.json (expected: docker save's archive)");
      }
      JsonNode images = JSON.readTree(manifest.toFile());
      if (images.size() != 1) {
        throw new IOException(archive + " holds " + images.size() + " images (expected: one)");
      }
      List<Layer> layers = new ArrayList<>();
      for (JsonNode layer : images.get(0).path("Layers")) {
        layers.add(layer(unpacked.resolve(layer.asText()), archive, directory));
      }
      return layers;
    } finally {
      Directories.delete(unpacked);
    }
  }

  /** Returns the name that an archive of ours carries. */
  static String reference(Path archive) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(archive)))) {
      for (TarArchiveEntry each = tar.getNextEntry(); each != null; each = tar.getNextEntry()) {
        if (each.getName().equals("index.json")) {
          JsonNode listed = JSON.readTree(tar.readAllBytes()).path("manifests").path(0);
          JsonNode name = listed.path("annotations").path(NAME);
          if (name.isTextual()) {
            return name.asText();
          }
        }
      }
    }
    throw new IOException(
        archive + " holds no image with a name (expected: an archive of `sallyport images`)");
  }

  private static void unpack(Path archive, Path into) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(archive)))) {
      for (TarArchiveEntry each = tar.getNextEntry(); each != null; each = tar.getNextEntry()) {
        Path target = into.resolve(each.getName()).normalize();
        if (!target.startsWith(into)) {
          throw new IOException(archive + ": an entry leaves its directory: " + each.getName());
        }
        if (each.isFile()) {
          Files.createDirectories(target.getParent());
          Files.copy(tar, target);
        }
      }
    }
  }

  /** A layer may be packed or not; ours are. */
  private static Layer layer(Path file, Path archive, Path directory) throws IOException {
    Path packed = Files.createTempFile(directory, "base", ".tar.gz");
    MessageDigest hash = Blob.sha256();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
        InputStream plain = new DigestInputStream(unpacked(in), hash);
        OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      plain.transferTo(out);
    }
    return new Layer(Blob.of(packed), Blob.text(hash), "base " + archive.getFileName());
  }

  private static InputStream unpacked(InputStream in) throws IOException {
    in.mark(2);
    boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return gzip ? new GZIPInputStream(in) : in;
  }
}
