// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.control.config.ControlLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir Path directory;

  @Test
  void whatWasAppendedIsThereInTheNextLife() {
    Journal journal = new Journal(directory, ControlLimits.DEFAULT);
    assertThat(journal.append(List.of(bytes("a"), bytes("b")))).isCompleted();
    // Not closed: the program was killed.
    Journal next = new Journal(directory, ControlLimits.DEFAULT);
    assertThat(all(next)).containsExactly("a", "b");
  }

  @Test
  void recordsThatWereStoredElsewhereAreDroppedWithTheirFile() {
    Journal journal = new Journal(directory, ControlLimits.DEFAULT);
    journal.append(List.of(bytes("a")));
    journal.seal().forEach(journal::drop);
    journal.append(List.of(bytes("b")));
    assertThat(all(journal)).containsExactly("b");
  }

  @Test
  void aTornRecordEndsItsFileAndHarmsNoOther() throws IOException {
    Journal journal = new Journal(directory, ControlLimits.DEFAULT);
    journal.append(List.of(bytes("a"), bytes("torn")));
    Path file = journal.seal().getFirst();
    Files.write(file, truncated(Files.readAllBytes(file)));
    journal.append(List.of(bytes("b")));
    assertThat(all(new Journal(directory, ControlLimits.DEFAULT))).containsExactly("a", "b");
  }

  @Test
  void aDamagedRecordIsNotBelieved() throws IOException {
    Journal journal = new Journal(directory, ControlLimits.DEFAULT);
    journal.append(List.of(bytes("abc")));
    Path file = journal.seal().getFirst();
    byte[] damaged = Files.readAllBytes(file);
    damaged[damaged.length - 1] ^= 1;
    Files.write(file, damaged);
    assertThat(all(journal)).isEmpty();
    Files.write(file, new byte[] {127, 0, 0, 0, 1, 2, 3, 4}, StandardOpenOption.TRUNCATE_EXISTING);
    assertThat(all(journal)).isEmpty();
  }

  @Test
  void whatTheDiskRefusesWaitsUnacknowledgedAndIsWrittenLater() throws IOException {
    Path blocked = directory.resolve("blocked");
    Files.writeString(blocked, "a file where the directory should be");
    Journal journal = new Journal(blocked, ControlLimits.DEFAULT);
    var waiting = journal.append(List.of(bytes("a")));
    assertThat(waiting).isNotDone();
    assertThat(journal.trouble()).hasValueSatisfying(it -> assertThat(it).contains("blocked"));
    assertThat(journal.append(List.of())).as("acknowledgements keep their order").isNotDone();
    Files.delete(blocked);
    journal.retry();
    assertThat(waiting).isCompleted();
    assertThat(journal.trouble()).isEmpty();
    assertThat(all(journal)).containsExactly("a");
  }

  @Test
  void memoryIsBoundedWhileTheDiskRefusesAndTheLossIsCounted() throws IOException {
    Path blocked = directory.resolve("blocked");
    Files.writeString(blocked, "");
    Journal journal = new Journal(blocked, limits(1 << 20, 4, 10));
    var first = journal.append(List.of(bytes("123456")));
    var second = journal.append(List.of(bytes("789012")));
    assertThat(first).as("given up").isCompleted();
    assertThat(second).isNotDone();
    assertThat(journal.lost()).isEqualTo(1);
    assertThat(journal.waiting()).isEqualTo(1);
  }

  @Test
  void filesAreBoundedWhileTheDatabaseIsAwayAndTheLossIsCounted() {
    Journal journal = new Journal(directory, limits(1, 3, 1 << 20));
    for (int i = 0; i < 5; i++) {
      journal.append(List.of(bytes("r" + i)));
    }
    assertThat(all(journal)).containsExactly("r2", "r3", "r4");
    assertThat(journal.lost()).isEqualTo(2);
  }

  private static byte[] truncated(byte[] whole) {
    return java.util.Arrays.copyOf(whole, whole.length - 2);
  }

  private static List<String> all(Journal journal) {
    List<String> records = new ArrayList<>();
    for (Path file : journal.seal()) {
      journal.read(file).forEach(it -> records.add(new String(it, StandardCharsets.UTF_8)));
    }
    return records;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ControlLimits limits(long fileBytes, int files, long memoryBytes) {
    ControlLimits it = ControlLimits.DEFAULT;
    return new ControlLimits(
        it.ledgerKept(),
        it.ledgerIntervalsPerAddressMax(),
        it.endedWorkloadsMax(),
        it.gonePodsMax(),
        Duration.ofMillis(60),
        it.nodesMax(),
        it.linkMessageBytesMax(),
        it.rulesLargeBytes(),
        it.rulesLargeAtOnce(),
        fileBytes,
        files,
        memoryBytes,
        it.streamsMax(),
        it.requestBytesMax(),
        it.windowsFine(),
        it.windowsMinutes(),
        it.windowsHours(),
        it.windowsKept(),
        it.ledgerHours(),
        it.ledgerDays(),
        it.ledgerEdgesMax());
  }
}
