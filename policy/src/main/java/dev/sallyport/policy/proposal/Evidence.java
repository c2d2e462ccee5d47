// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proposal;

import dev.sallyport.model.LedgerLine;
import dev.sallyport.model.Party;
import dev.sallyport.policy.baseline.Habit;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Says in a sentence what speaks for a rule. */
final class Evidence {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Evidence() {}

  static String of(Party peer, List<Habit> habits) {
    long exchanges = habits.stream().mapToLong(Habit::exchanges).sum();
    long refused = habits.stream().mapToLong(Habit::refused).sum();
    long attacks =
        habits.stream()
            .flatMap(each -> each.attacks().values().stream())
            .mapToLong(Long::longValue)
            .sum();
    Instant first = habits.stream().map(Habit::firstSeen).min(Instant::compareTo).orElseThrow();
    Instant last = habits.stream().map(Habit::lastSeen).max(Instant::compareTo).orElseThrow();
    int days = habits.stream().mapToInt(each -> each.rhythm().days()).max().orElse(0);
    Set<String> carried = new TreeSet<>();
    for (Habit each : habits) {
      each.carried().keySet().stream()
          .map(LedgerLine.Carried::dataClass)
          .forEach(it -> carried.add(it.name()));
    }
    StringBuilder said = new StringBuilder();
    said.append(peer.displayName())
        .append(": ")
        .append(exchanges)
        .append(" exchanges on ")
        .append(days)
        .append(days == 1 ? " day" : " days")
        .append(", ")
        .append(MINUTE.format(first))
        .append(" to ")
        .append(MINUTE.format(last))
        .append(" UTC");
    if (!carried.isEmpty()) {
      said.append("; carries ").append(String.join(", ", carried));
    }
    if (refused == exchanges) {
      said.append("; always refused by the callee: think twice");
    }
    if (attacks > 0) {
      said.append("; ").append(attacks).append(" of them looked like attacks: think twice");
    }
    return said.toString();
  }
}
