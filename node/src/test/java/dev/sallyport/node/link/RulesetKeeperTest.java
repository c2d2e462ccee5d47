// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.sallyport.model.FingerprintKey;
import dev.sallyport.model.Inventory;
import dev.sallyport.model.Ruleset;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesetKeeperTest {
  @TempDir Path directory;

  @Test
  void theKeptRulesHoldNoSecret() throws IOException {
    byte[] secret = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    Path file = directory.resolve("rules");
    RulesetKeeper keeper = new RulesetKeeper(file, new SealedFile());
    Inventory inventory =
        new Inventory(7, List.of(), List.of(), List.of(), Inventory.ClusterRanges.EMPTY);
    FingerprintKey key = new FingerprintKey(1, Instant.EPOCH, secret);
    assertThat(keeper.save(new Ruleset(7, inventory, List.of(), List.of(key)), Instant.EPOCH))
        .isTrue();
    ByteString written = ByteString.copyFrom(Files.readAllBytes(file));
    assertThat(written.toString(StandardCharsets.ISO_8859_1)).doesNotContain("0123456789");
    assertThat(keeper.load().ruleset().version()).isEqualTo(7);
    assertThat(keeper.load().ruleset().fingerprintKeys()).isEmpty();
  }
}
