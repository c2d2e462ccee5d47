// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Files that are there whole or not at all: written beside their place, then renamed, with a mark
 * and a checksum in front, so that a torn or foreign file is never taken for content.
 */
class SealedFile {
  private static final int MARK = 0x53505231;
  private static final int HEAD = 8;
  private static final int CONTENT_BYTES_MAX = 64 << 20;

  /**
   * Writes the file, replacing what was there.
   *
   * @param durable whether the content must survive a loss of power as well
   */
  void write(Path file, byte[] content, boolean durable) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try {
      ByteBuffer head = ByteBuffer.allocate(HEAD).putInt(MARK).putInt(checksum(content)).flip();
      try (FileChannel channel =
          FileChannel.open(
              beside,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        writeAll(channel, head);
        writeAll(channel, ByteBuffer.wrap(content));
        if (durable) {
          channel.force(true);
        }
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failed) {
      Files.deleteIfExists(beside);
      throw failed;
    }
  }

  /**
   * Returns the content.
   *
   * @throws IOException when the file is absent, not one of these, or not whole
   */
  byte[] read(Path file) throws IOException {
    long size = Files.size(file);
    if (size < HEAD || size > HEAD + CONTENT_BYTES_MAX) {
      throw new IOException("file of " + size + " bytes (expected: a whole sealed file)");
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    int mark = bytes.getInt();
    int checksum = bytes.getInt();
    byte[] content = new byte[bytes.remaining()];
    bytes.get(content);
    if (mark != MARK || checksum != checksum(content)) {
      throw new IOException("mark or checksum do not fit (expected: a whole sealed file)");
    }
    return content;
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static int checksum(byte[] content) {
    CRC32C checksum = new CRC32C();
    checksum.update(content);
    return (int) checksum.getValue();
  }
}
