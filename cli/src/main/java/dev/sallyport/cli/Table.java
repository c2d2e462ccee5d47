// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Lines of aligned cells. When they do not fit the terminal, optional columns are left out, the
 * last first; then the columns that may shrink are cut, the widest first, and end in an ellipsis.
 */
final class Table {
  private static final String GAP = "  ";
  private static final int LEAST = 8;
  private static final int READABLE = 30;
  private static final int LEFT_OUT = -1;

  /** How a column is set. */
  enum Column {
    /** Left-aligned, never cut. */
    FIXED,
    /** Left-aligned, cut when the terminal is narrow. */
    ELASTIC,
    /** Right-aligned, never cut. */
    NUMBER
  }

  private record Cell(String text, UnaryOperator<String> paint) {}

  private final List<String> heads = new ArrayList<>();
  private final List<Column> columns = new ArrayList<>();
  private final List<Boolean> optional = new ArrayList<>();
  private final List<List<Cell>> rows = new ArrayList<>();

  Table column(String head, Column column) {
    heads.add(head);
    columns.add(column);
    optional.add(false);
    return this;
  }

  /** Says that the column added last may be left out. */
  Table optional() {
    optional.set(optional.size() - 1, true);
    return this;
  }

  /** Adds a row; one text per column. */
  Table row(String... texts) {
    List<Cell> row = new ArrayList<>();
    for (String each : texts) {
      row.add(new Cell(each, UnaryOperator.identity()));
    }
    rows.add(row);
    return this;
  }

  /** Paints one cell of the row added last. */
  Table paint(int column, UnaryOperator<String> paint) {
    List<Cell> row = rows.getLast();
    row.set(column, new Cell(row.get(column).text, paint));
    return this;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  String render(Terminal terminal) {
    int[] widths = widths(terminal.width());
    StringBuilder out = new StringBuilder();
    List<Cell> head = new ArrayList<>();
    heads.forEach(each -> head.add(new Cell(each, terminal::faint)));
    line(out, head, widths);
    rows.forEach(row -> line(out, row, widths));
    return out.toString();
  }

  private int[] widths(int width) {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = heads.get(i).length();
      for (List<Cell> row : rows) {
        widths[i] = Math.max(widths[i], row.get(i).text.length());
      }
    }
    for (int i = widths.length - 1; i >= 0 && readable(widths) > width; i--) {
      if (optional.get(i)) {
        widths[i] = LEFT_OUT;
      }
    }
    while (total(widths) > width) {
      int widest = widestElastic(widths);
      if (widest < 0) {
        break;
      }
      widths[widest]--;
    }
    return widths;
  }

  private int widestElastic(int[] widths) {
    int widest = -1;
    for (int i = 0; i < widths.length; i++) {
      boolean shrinks = columns.get(i) == Column.ELASTIC && widths[i] > LEAST;
      if (shrinks && (widest < 0 || widths[i] > widths[widest])) {
        widest = i;
      }
    }
    return widest;
  }

  /** Returns the width when elastic columns are cut as far as names stay readable. */
  private long readable(int[] widths) {
    int[] cut = widths.clone();
    for (int i = 0; i < cut.length; i++) {
      if (columns.get(i) == Column.ELASTIC) {
        cut[i] = Math.min(cut[i], READABLE);
      }
    }
    return total(cut);
  }

  private static long total(int[] widths) {
    long total = -GAP.length();
    for (int each : widths) {
      total += each == LEFT_OUT ? 0 : each + GAP.length();
    }
    return total;
  }

  private void line(StringBuilder out, List<Cell> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      if (widths[i] == LEFT_OUT) {
        continue;
      }
      Cell cell = row.get(i);
      String text = cut(cell.text, widths[i]);
      String space = " ".repeat(widths[i] - text.length());
      boolean last = i == row.size() - 1;
      line.append(i == 0 ? "" : GAP);
      if (columns.get(i) == Column.NUMBER) {
        line.append(space).append(cell.paint.apply(text));
      } else {
        line.append(cell.paint.apply(text)).append(last ? "" : space);
      }
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }

  static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, Math.max(0, width - 1)) + "…";
  }
}
