// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import dev.sallyport.wire.api.DraftView.DiffLineView;
import java.util.ArrayList;
import java.util.List;

/** What became of the lines of a text: the fewest that were taken out and put in. */
final class LineDiff {
  /** Beyond so many pairs of lines, all are said to be new. */
  private static final long PAIRS_MAX = 4_000_000;

  private LineDiff() {}

  static List<DiffLineView> of(List<String> before, List<String> after) {
    List<DiffLineView> lines = new ArrayList<>();
    if ((long) before.size() * after.size() > PAIRS_MAX) {
      before.forEach(each -> lines.add(new DiffLineView("removed", each)));
      after.forEach(each -> lines.add(new DiffLineView("added", each)));
      return lines;
    }
    int[][] common = common(before, after);
    int b = 0;
    int a = 0;
    while (b < before.size() || a < after.size()) {
      if (b < before.size() && a < after.size() && before.get(b).equals(after.get(a))) {
        lines.add(new DiffLineView("same", before.get(b++)));
        a++;
      } else if (a == after.size() || b < before.size() && common[b + 1][a] >= common[b][a + 1]) {
        lines.add(new DiffLineView("removed", before.get(b++)));
      } else {
        lines.add(new DiffLineView("added", after.get(a++)));
      }
    }
    return lines;
  }

  /** Length of the longest common sequence of what follows each pair of lines. */
  private static int[][] common(List<String> before, List<String> after) {
    int[][] common = new int[before.size() + 1][after.size() + 1];
    for (int b = before.size() - 1; b >= 0; b--) {
      for (int a = after.size() - 1; a >= 0; a--) {
        common[b][a] =
            before.get(b).equals(after.get(a))
                ? common[b + 1][a + 1] + 1
                : Math.max(common[b + 1][a], common[b][a + 1]);
      }
    }
    return common;
  }
}
