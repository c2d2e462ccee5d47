// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data;

import dev.sallyport.model.DataClass;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What classes of data are called by those who classify: <code>PCI</code>, <code>PII</code>, <code>
 * PHI</code> and labels of one's own. Immutable.
 */
public final class DataLabels {
  /** The labels used when nothing else is configured. */
  public static final DataLabels DEFAULT = new DataLabels(defaults());

  private final Map<DataClass, SortedSet<String>> labels;

  private DataLabels(Map<DataClass, SortedSet<String>> labels) {
    this.labels = labels;
  }

  /** Returns the labels of a class; none is an empty set. */
  public SortedSet<String> of(DataClass dataClass) {
    return new TreeSet<>(labels.getOrDefault(dataClass, new TreeSet<>()));
  }

  /**
   * Returns labels with some changed.
   *
   * @param text lines <code>CLASS=LABEL,LABEL</code>, a group such as <code>HEALTH</code> for all
   *     its classes; nothing behind the sign takes all labels away; empty lines and those that
   *     begin with <code>#</code> say nothing
   * @throws IllegalArgumentException if a line names no class or group
   */
  public DataLabels with(String text) {
    Map<DataClass, SortedSet<String>> changed = new EnumMap<>(DataClass.class);
    changed.putAll(labels);
    text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .forEach(line -> change(line, changed));
    return new DataLabels(changed);
  }

  private static void change(String line, Map<DataClass, SortedSet<String>> labels) {
    int equals = line.indexOf('=');
    String name = equals < 0 ? line : line.substring(0, equals).strip();
    SortedSet<String> given = new TreeSet<>();
    for (String label : line.substring(equals + 1).split(",", -1)) {
      if (equals >= 0 && !label.isBlank()) {
        given.add(label.strip());
      }
    }
    boolean known = false;
    for (DataClass each : DataClass.values()) {
      if (each.name().equals(name) || each.group().name().equals(name)) {
        labels.put(each, given);
        known = true;
      }
    }
    if (!known || equals < 0) {
      throw new IllegalArgumentException(
          "expected CLASS=LABEL,... with a class or group of data, got: " + line);
    }
  }

  private static Map<DataClass, SortedSet<String>> defaults() {
    Map<DataClass, SortedSet<String>> labels = new EnumMap<>(DataClass.class);
    for (DataClass each : DataClass.values()) {
      labels.put(each, new TreeSet<>(Arrays.asList(labels(each))));
    }
    return labels;
  }

  private static String[] labels(DataClass dataClass) {
    if (dataClass == DataClass.CREDIT_CARD) {
      return new String[] {"PCI", "FINANCIAL"};
    }
    return switch (dataClass.group()) {
      case FINANCIAL -> new String[] {"FINANCIAL", "PII"};
      case NATIONAL_IDENTIFIER -> new String[] {"PII", "GOVERNMENT_ID"};
      case CONTACT, PERSONAL -> new String[] {"PII"};
      case HEALTH -> new String[] {"PHI", "PII"};
      case CREDENTIAL -> new String[] {"CREDENTIAL"};
      case INTELLECTUAL_PROPERTY -> new String[] {"CONFIDENTIAL"};
    };
  }
}
