// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * One layer of an image: a tar archive, compressed by gzip. The same files give the same bytes,
 * whoever writes them and whenever.
 *
 * @param blob the compressed archive
 * @param diffId digest of the archive before it was compressed
 * @param about what is in it, for people
 */
record Layer(Blob blob, String diffId, String about) {
  /** The time that every file in an image has. */
  static final Instant TIME = Instant.parse("2026-11-01T00:00:00Z");

  /** Writes the files as a layer into the directory. */
  static Layer of(FileTree files, String about, Path directory) throws IOException {
    Path file = Files.createTempFile(directory, "layer", ".tar.gz");
    MessageDigest hash = Blob.sha256();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        OutputStream packed = new GZIPOutputStream(out, 1 << 16);
        TarArchiveOutputStream tar =
            new TarArchiveOutputStream(new DigestOutputStream(packed, hash))) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      for (Map.Entry<String, FileTree.Node> each : files.nodes().entrySet()) {
        add(tar, each.getKey(), each.getValue());
      }
    }
    return new Layer(Blob.of(file), Blob.text(hash), about);
  }

  private static void add(TarArchiveOutputStream tar, String path, FileTree.Node node)
      throws IOException {
    switch (node) {
      case FileTree.Node.Directory(int mode, int owner) -> {
        TarArchiveEntry entry = entry(path + "/", mode);
        entry.setIds(owner, owner);
        tar.putArchiveEntry(entry);
      }
      case FileTree.Node.Link(String target) -> {
        TarArchiveEntry entry = new TarArchiveEntry(path, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        tar.putArchiveEntry(timed(entry, 0777));
      }
      case FileTree.Node.Copy(Path content, int mode) -> {
        TarArchiveEntry entry = entry(path, mode);
        entry.setSize(Files.size(content));
        tar.putArchiveEntry(entry);
        Files.copy(content, tar);
      }
      case FileTree.Node.Text(byte[] content, int mode) -> {
        TarArchiveEntry entry = entry(path, mode);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
      }
    }
    tar.closeArchiveEntry();
  }

  private static TarArchiveEntry entry(String path, int mode) {
    return timed(new TarArchiveEntry(path), mode);
  }

  private static TarArchiveEntry timed(TarArchiveEntry entry, int mode) {
    entry.setMode(mode);
    entry.setIds(0, 0);
    entry.setNames("", "");
    entry.setModTime(TIME.toEpochMilli());
    return entry;
  }
}
