// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.sallyport.model.FailureCause;
import dev.sallyport.model.Ruleset;
import dev.sallyport.wire.link.Decoded;
import dev.sallyport.wire.link.RulesetCodec;
import dev.sallyport.wire.link.v1.RulesetUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last rules on disk, so that a node that starts while control is away has them. A disk that is
 * full keeps the older file; a file that is broken is set aside and the node starts without rules.
 * Confined to the link's thread after construction.
 */
final class RulesetKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(RulesetKeeper.class);

  private final Path file;
  private final SealedFile files;
  private long failures;

  /**
   * What was on disk.
   *
   * @param ruleset the rules
   * @param confirmedAt when control sent them
   */
  record Kept(Ruleset ruleset, Instant confirmedAt) {}

  RulesetKeeper(Path file, SealedFile files) {
    this.file = file;
    this.files = files;
  }

  Kept load() {
    try {
      RulesetUpdate update = RulesetUpdate.parseFrom(files.read(file));
      Decoded<Ruleset> decoded = RulesetCodec.apply(Ruleset.EMPTY, update);
      return new Kept(decoded.value(), Instant.ofEpochMilli(update.getSentAtEpochMillis()));
    } catch (NoSuchFileException absent) {
      return new Kept(Ruleset.EMPTY, Instant.EPOCH);
    } catch (InvalidProtocolBufferException malformed) {
      setAside("malformed");
    } catch (IOException failed) {
      setAside(FailureCause.of(failed));
    }
    return new Kept(Ruleset.EMPTY, Instant.EPOCH);
  }

  /**
   * Writes the rules without their secrets; false when the disk does not take them, and the older
   * file stays.
   */
  boolean save(Ruleset ruleset, Instant confirmedAt) {
    try {
      Ruleset kept = ruleset.withoutSecrets();
      files.write(file, RulesetCodec.encode(kept, confirmedAt).toByteArray(), true);
      return true;
    } catch (IOException failed) {
      failures++;
      LOG.warn("cannot keep the rules on disk ({} times so far): {}", failures, failed.toString());
      return false;
    }
  }

  /** Returns the rules as the file has them, without their secrets. */
  byte[] bytes(Ruleset ruleset, Instant confirmedAt) {
    return RulesetCodec.encode(ruleset.withoutSecrets(), confirmedAt).toByteArray();
  }

  long failures() {
    return failures;
  }

  private void setAside(String why) {
    failures++;
    LOG.warn(
        "the rules kept on disk cannot be read ({}); starting without until control sends", why);
    try {
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".broken"),
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException stays) {
      LOG.debug("the broken file stays where it is", stays);
    }
  }
}
