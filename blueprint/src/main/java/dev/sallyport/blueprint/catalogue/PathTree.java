// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.catalogue;

import dev.sallyport.model.SegmentShape;

/**
 * The paths that were called on one API, as a tree of segments with counts. It keeps what was seen
 * and decides nothing: {@link #templates} reads from it, as it is at that moment, which siblings
 * are values of one parameter. More paths can therefore part again what fewer had merged. Bounded
 * by {@link PathLimits}. Not thread-safe.
 */
public final class PathTree {
  private final PathLimits limits;
  private final PathNode root = new PathNode(new Step("", false, SegmentShape.WORD));
  private int nodes = 1;
  private long folded;

  /** Creates an empty tree. */
  public PathTree(PathLimits limits) {
    this.limits = limits;
  }

  /**
   * Adds exchanges of one path. Those that were answered with "not found" should not be added: a
   * path that does not exist says nothing of those that do.
   *
   * @param method request method
   * @param url path as sent, or a template with <code>{id}</code> for what is known to be a value;
   *     scheme, host and query are left out
   * @param exchanges how often it was called
   */
  public void add(String method, String url, long exchanges) {
    PathNode at = root;
    Step before = at.step;
    for (Step step : Step.of(url)) {
      at = child(at, step);
      if (before.isValue()) {
        at.behind(before.text().hashCode());
      }
      before = step;
    }
    at.end(method, exchanges);
  }

  /** Returns the templates that the paths added so far suggest. */
  public PathTemplates templates() {
    return new PathTemplates(new Siblings(limits).decided(root));
  }

  /** Returns how many segments were not told apart because a bound was reached. */
  public long folded() {
    return folded;
  }

  private PathNode child(PathNode parent, Step step) {
    if (step.isValue()) {
      return counted(parent, step.text());
    }
    if (!parent.children().containsKey(step)) {
      if (parent.children().size() >= limits.childrenMax() || nodes >= limits.nodesMax()) {
        folded++;
        return counted(parent, step.text());
      }
      nodes++;
    }
    return parent.word(step);
  }

  private PathNode counted(PathNode parent, String value) {
    nodes += parent.values() == null ? 1 : 0;
    return parent.value(value);
  }
}
