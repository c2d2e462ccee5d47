// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.catalogue;

import dev.sallyport.blueprint.catalogue.Vocabulary.Prior;
import dev.sallyport.model.SegmentShape;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The words that stand at one place, and what speaks for their being values: what stands before
 * them, values beside them, the same continuation below several of them, their number, the methods
 * they are called with, and what is known from other places.
 */
final class Cohort {
  private static final Set<String> ITEM_METHODS = Set.of("PUT", "PATCH", "DELETE");

  private static final int SPREAD_OF_NAMES = 3;
  private static final int NAMES_MIN = 3;

  private final PathLimits limits;
  private final Learned learned;
  private final String context;
  private final Prior prior;
  private final Children children;
  private final Map<String, Integer> sharedBy = new HashMap<>();
  private final Set<Step> found = new LinkedHashSet<>();

  Cohort(PathLimits limits, Learned learned, String context, Prior prior, Children children) {
    this.limits = limits;
    this.learned = learned;
    this.context = context;
    this.prior = prior;
    this.children = children;
  }

  /** Returns the steps that are values. */
  Set<Step> variable() {
    addNumbered();
    int numbered = found.size();
    addLearned();
    addCodes();
    addContinued();
    addJoining(found.size() - numbered);
    addEnding(numbered);
    addBesideNames(numbered);
    return found;
  }

  /** Words with a number behind them are ids wherever a second id, or a collection, says so. */
  private void addNumbered() {
    List<Step> numbered =
        children.words().keySet().stream()
            .filter(step -> step.shape() == SegmentShape.NUMBERED)
            .toList();
    if (!children.values().isEmpty() || numbered.size() > 1 || expectsValue()) {
      found.addAll(numbered);
    }
  }

  private void addLearned() {
    children
        .words()
        .forEach(
            (step, nodes) -> {
              boolean known =
                  learned.isValue(context, step.text())
                      || (mayHoldValues() && learned.isValueElsewhere(step.text()));
              if (known && mayBeValue(step, nodes)) {
                found.add(step);
              }
            });
    addEndingElsewhere();
  }

  /** Where paths end at words most of which are values in other places, all of them are. */
  private void addEndingElsewhere() {
    List<Step> ending =
        children.words().entrySet().stream()
            .filter(each -> isLeaf(each.getValue()) && mayEndAsValue(each.getKey()))
            .map(Map.Entry::getKey)
            .toList();
    long elsewhere = ending.stream().filter(step -> learned.isValueElsewhere(step.text())).count();
    if (prior != Prior.ROOT && elsewhere >= 3 && elsewhere * 2 > ending.size()) {
      found.addAll(ending);
    }
  }

  /** Three codes and little else are codes of three countries, not three names. */
  private void addCodes() {
    List<Step> codes =
        children.words().keySet().stream()
            .filter(step -> !step.glued() && Vocabulary.isCode(step.text()))
            .filter(step -> !Vocabulary.isFixed(step.text()))
            .toList();
    if (prior != Prior.ROOT
        && codes.size() >= (expectsValue() ? 2 : 3)
        && codes.size() * 2 > children.words().size()) {
      found.addAll(codes);
    }
  }

  /** Words below which the same goes on as below others. */
  private void addContinued() {
    children
        .words()
        .forEach(
            (step, nodes) -> {
              if (found.contains(step) || mayContinueAsValue(step, nodes)) {
                continuations(nodes).forEach(suffix -> sharedBy.merge(suffix, 1, Integer::sum));
              }
            });
    continuations(children.values()).forEach(suffix -> sharedBy.merge(suffix, 1, Integer::sum));
    children
        .words()
        .forEach(
            (step, nodes) -> {
              if (mayContinueAsValue(step, nodes) && shares(nodes, needed(step, nodes))) {
                found.add(step);
              }
            });
  }

  private boolean shares(List<PathNode> nodes, int needed) {
    return continuations(nodes).stream()
        .anyMatch(
            suffix -> {
              // What a mark follows is nearly always one of many: /orders/_search.
              int weight = suffix.startsWith("/_") || suffix.startsWith("/$") ? 2 : 1;
              // The same two steps down says less than the same next step.
              int most = Math.max(needed, suffix.startsWith("*") ? 3 : 1);
              return sharedBy.getOrDefault(suffix, 0) * weight >= most;
            });
  }

  private int needed(Step step, List<PathNode> nodes) {
    int most =
        switch (prior) {
          case COLLECTION, SELECTOR -> 3;
          case VALUE, NEUTRAL -> 4;
          case ROOT -> 5;
        };
    boolean plural = !expectsValue() && Vocabulary.isPlural(step.text());
    boolean widespread = prior == Prior.VALUE && spread(nodes) >= SPREAD_OF_NAMES;
    return most
        + (plural ? 3 : 0)
        + (widespread ? 4 : 0)
        + (Vocabulary.isOftenFixed(step.text()) ? 2 : 0);
  }

  /** Where some words are values by how they go on, the others are too. */
  private void addJoining(int values) {
    if (values < 2) {
      return;
    }
    children
        .words()
        .forEach(
            (step, nodes) -> {
              boolean leaf = isLeaf(nodes);
              boolean often = Vocabulary.isOftenFixed(step.text());
              boolean alike = leaf ? prior != Prior.ROOT && !often : shares(nodes, often ? 3 : 2);
              if (mayBeValue(step, nodes) && (alike || (expectsValue() && !often))) {
                found.add(step);
              }
            });
  }

  /** Words at which paths end, where many stand beside each other that could be values. */
  private void addEnding(int numbered) {
    Set<Step> ending = new LinkedHashSet<>();
    Set<String> methods = new HashSet<>();
    int compounds = 0;
    for (Map.Entry<Step, List<PathNode>> each : children.words().entrySet()) {
      Step step = each.getKey();
      if (isLeaf(each.getValue()) && !found.contains(step) && mayEndAsValue(step)) {
        ending.add(step);
        compounds += Vocabulary.isCompound(step.text()) ? 1 : 0;
        each.getValue().forEach(node -> methods.addAll(node.methods()));
      }
    }
    boolean names = compounds * 2 > ending.size();
    if (ending.size() >= endingNeeded(methods, numbered) + (names ? 2 : 0)) {
      found.addAll(ending);
    }
  }

  /**
   * Words that are names wherever names stand beside them: where most values are words with a
   * number each word is one more, and so is one that may be fixed where plain names stand.
   * Capitals, and words that hold a digit, are names beside any value.
   */
  private void addBesideNames(int numbered) {
    if (prior == Prior.ROOT) {
      return;
    }
    boolean values = !children.values().isEmpty() || numbered > 0;
    boolean names =
        expectsValue() && numbered > NAMES_MIN && numbered >= 2 * children.someValues().size();
    long words = found.stream().filter(step -> step.shape() == SegmentShape.WORD).count();
    children
        .words()
        .forEach(
            (step, nodes) -> {
              boolean marked = values && Vocabulary.isMarkedName(step.text()) && expectsValue();
              boolean often = Vocabulary.isOftenFixed(step.text());
              boolean joins = often ? expectsValue() && words >= NAMES_MIN : names || marked;
              if (joins && isLeaf(nodes) && mayBeValue(step, nodes)) {
                found.add(step);
              }
            });
  }

  private int endingNeeded(Set<String> methods, int numbered) {
    boolean onlyPost = methods.equals(Set.of("POST"));
    boolean item = methods.stream().anyMatch(ITEM_METHODS::contains);
    return switch (prior) {
      // Beside plain numbers a word is a name, beside words with numbers it is one more of them.
      case COLLECTION, SELECTOR ->
          onlyPost
              ? 6
              : numbered > 1
                  ? 2
                  : !children.values().isEmpty() ? 6 : item || methods.size() > 1 ? 3 : 4;
      case VALUE -> onlyPost ? 40 : 20;
      case NEUTRAL -> onlyPost ? 40 : item ? 5 : 16;
      case ROOT -> 60;
    };
  }

  private boolean mayBeValue(Step step, List<PathNode> nodes) {
    return isLeaf(nodes)
        ? !step.glued() && !Vocabulary.isFixed(step.text()) && !Vocabulary.isForm(step.text())
        : mayContinueAsValue(step, nodes);
  }

  private boolean mayContinueAsValue(Step step, List<PathNode> nodes) {
    if (step.glued() || isLeaf(nodes) || Vocabulary.isFixed(step.text())) {
      return false;
    }
    boolean collection = nodes.stream().anyMatch(Cohort::holdsValues);
    boolean plural = Vocabulary.isPlural(step.text());
    if (collection && (plural || prior != Prior.COLLECTION)) {
      return false;
    }
    return nodes.stream().noneMatch(Cohort::startsWithVersion);
  }

  /** Behind how many different values it stands: names stand behind many, values behind one. */
  private static int spread(List<PathNode> nodes) {
    return nodes.stream().mapToInt(node -> Math.max(1, node.valuesBefore())).sum();
  }

  private boolean mayEndAsValue(Step step) {
    return !step.glued()
        && step.shape() == SegmentShape.WORD
        && !Vocabulary.isFixed(step.text())
        && !Vocabulary.isOftenFixed(step.text())
        && !Vocabulary.isForm(step.text());
  }

  private boolean mayHoldValues() {
    return expectsValue() || (prior == Prior.NEUTRAL && !children.values().isEmpty());
  }

  private boolean expectsValue() {
    return prior == Prior.COLLECTION || prior == Prior.SELECTOR;
  }

  private Set<String> continuations(List<PathNode> nodes) {
    Set<String> all = new HashSet<>();
    for (PathNode node : nodes) {
      for (String suffix : node.suffixes(limits)) {
        if (!expectsValue() && Vocabulary.isFixedEnding(suffix)) {
          continue;
        }
        all.add(suffix);
        int next = suffix.indexOf('/', 1);
        if (next > 0) {
          all.add("*" + suffix.substring(next));
        }
      }
    }
    return all;
  }

  private static boolean isLeaf(List<PathNode> nodes) {
    return nodes.stream().allMatch(PathNode::isLeaf);
  }

  /** Whether what stands below is values rather than words, as below a collection. */
  private static boolean holdsValues(PathNode node) {
    long numbered =
        node.children().keySet().stream()
            .filter(step -> step.shape() == SegmentShape.NUMBERED)
            .count();
    long values = node.someValues().size() + numbered;
    return values > 0 && values >= node.children().size() - numbered;
  }

  private static boolean startsWithVersion(PathNode node) {
    return node.children().keySet().stream().anyMatch(step -> step.shape() == SegmentShape.VERSION);
  }
}
