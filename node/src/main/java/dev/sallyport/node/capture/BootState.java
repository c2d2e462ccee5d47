// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.model.FailureCause;
import dev.sallyport.node.capture.nft.RuleMarks;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The values that hold for one boot of the node and must survive a restart of the program, so that
 * the rules which pods still carry keep fitting the sockets made after it.
 */
final class BootState {

  private static final Logger log = LoggerFactory.getLogger(BootState.class);
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private BootState() {}

  /**
   * Returns the marks of this boot: those kept in the directory, else new ones, which are kept when
   * the disk allows.
   */
  static RuleMarks marks(Path directory) {
    Path file = directory.resolve("capture.properties");
    String boot = bootId();
    try (InputStream input = Files.newInputStream(file)) {
      Properties kept = new Properties();
      kept.load(input);
      if (boot.equals(kept.getProperty("boot"))) {
        return new RuleMarks(
            mark(kept, "own"),
            mark(kept, "canary"),
            mark(kept, "returning"),
            mark(kept, "accepted"),
            mark(kept, "relayed"));
      }
    } catch (IOException | IllegalArgumentException e) {
      log.debug("no values of this boot are kept: {}", FailureCause.of(e));
    }
    RuleMarks fresh = RuleMarks.random(new SecureRandom());
    keep(file, boot, fresh);
    return fresh;
  }

  /** Keeps marks that another program drew in this boot, for a restart of this one. */
  static void keep(Path directory, RuleMarks marks) {
    keep(directory.resolve("capture.properties"), bootId(), marks);
  }

  private static void keep(Path file, String boot, RuleMarks marks) {
    Properties values = new Properties();
    values.setProperty("boot", boot);
    values.setProperty("own", Integer.toUnsignedString(marks.own()));
    values.setProperty("canary", Integer.toUnsignedString(marks.canary()));
    values.setProperty("returning", Integer.toUnsignedString(marks.returning()));
    values.setProperty("accepted", Integer.toUnsignedString(marks.accepted()));
    values.setProperty("relayed", Integer.toUnsignedString(marks.relayed()));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), "capture", ".new");
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
      try (OutputStream output = Files.newOutputStream(fresh)) {
        values.store(output, null);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      log.warn("cannot keep the values of this boot in {}: {}", file, FailureCause.of(e));
    }
  }

  private static int mark(Properties kept, String key) {
    String value = kept.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException(key + " is missing");
    }
    return Integer.parseUnsignedInt(value);
  }

  private static String bootId() {
    try {
      return Files.readString(BOOT_ID).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
