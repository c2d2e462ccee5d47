// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.catalogue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** How many operations are named exactly when the URLs of all of them arrive mixed. */
final class TemplatingScore {
  final Map<String, int[]> byApi = new TreeMap<>();
  final List<String> wrong = new ArrayList<>();
  int exact;
  int all;

  static TemplatingScore of(List<MadeUpApis.Operation> operations, long seed) {
    record Call(String api, String method, String url) {}
    List<Call> calls = new ArrayList<>();
    operations.forEach(
        each -> each.urls().forEach(url -> calls.add(new Call(each.api(), each.method(), url))));
    Collections.shuffle(calls, new Random(seed));
    Map<String, PathTree> trees = new HashMap<>();
    for (Call call : calls) {
      trees
          .computeIfAbsent(call.api(), unused -> new PathTree(PathLimits.DEFAULT))
          .add(call.method(), call.url(), 1);
    }
    Map<String, PathTemplates> templates = new HashMap<>();
    trees.forEach((api, tree) -> templates.put(api, tree.templates()));
    TemplatingScore score = new TemplatingScore();
    for (MadeUpApis.Operation each : operations) {
      score.count(each, templates.get(each.api()));
    }
    return score;
  }

  private void count(MadeUpApis.Operation operation, PathTemplates templates) {
    int[] counts = byApi.computeIfAbsent(operation.api(), unused -> new int[2]);
    counts[1]++;
    all++;
    for (String url : operation.urls()) {
      String found = templates.of(url);
      if (!found.equals(operation.template())) {
        wrong.add(
            operation.api()
                + " "
                + operation.method()
                + " "
                + url
                + " -> "
                + found
                + " expected "
                + operation.template());
        return;
      }
    }
    counts[0]++;
    exact++;
  }

  double share() {
    return all == 0 ? 0 : (double) exact / all;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(exact + " of " + all);
    byApi.forEach((api, counts) -> text.append("\n  " + api + " " + counts[0] + "/" + counts[1]));
    wrong.forEach(line -> text.append("\n    " + line));
    return text.toString();
  }
}
