// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.pki;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file with the bundle, replaced as a whole.
 *
 * @param file where; its directory is made when absent
 */
public record TrustFile(Path file) implements TrustPlace {
  @Override
  public void publish(String bundle) throws IOException {
    if (Files.exists(file) && Files.readString(file, StandardCharsets.US_ASCII).equals(bundle)) {
      return;
    }
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(beside, bundle, StandardCharsets.US_ASCII);
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
