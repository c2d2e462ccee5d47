// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file that is named by what is in it.
 *
 * @param digest {@code sha256:} and its hash in hexadecimal
 * @param file where it is
 */
record Blob(String digest, Path file) {

  /** Returns the file as a blob. */
  static Blob of(Path file) throws IOException {
    MessageDigest hash = sha256();
    try (InputStream in = Files.newInputStream(file);
        OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), hash)) {
      in.transferTo(out);
    }
    return new Blob(text(hash), file);
  }

  /** Writes the bytes below the directory and returns them as a blob. */
  static Blob of(byte[] content, Path directory) throws IOException {
    String digest = text(sha256(), content);
    Path file = directory.resolve(digest.substring("sha256:".length()));
    Files.write(file, content);
    return new Blob(digest, file);
  }

  long size() throws IOException {
    return Files.size(file);
  }

  /** Returns the digest without the name of its algorithm. */
  String hex() {
    return digest.substring(digest.indexOf(':') + 1);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static String text(MessageDigest hash) {
    return "sha256:" + HexFormat.of().formatHex(hash.digest());
  }

  private static String text(MessageDigest hash, byte[] content) {
    hash.update(content);
    return text(hash);
  }
}
