// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.catalogue;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which paths of one API are one operation. Immutable. */
public final class PathTemplates {
  private final Place root;

  PathTemplates(Place root) {
    this.root = root;
  }

  /**
   * One decided place of a path.
   *
   * @param words what follows under its own name
   * @param variable what follows any value; null when no value was seen here
   * @param anyForm whether the values are names of files: extensions belong to them
   */
  record Place(Map<Step, Place> words, @Nullable Place variable, boolean anyForm) {
    Place {
      words = Map.copyOf(words);
    }

    /** Returns whether more than one extension stands right behind it. */
    boolean hasForms() {
      return words.keySet().stream().filter(Place::isForm).count() > 1;
    }

    private static boolean isForm(Step step) {
      return step.glued() && step.text().startsWith(".");
    }
  }

  /**
   * Returns the template of a path, with <code>{}</code> for each value. A path that was not added
   * is matched as far as it goes; behind that each segment is judged by its shape alone.
   *
   * @param url path as sent; scheme, host and query are left out
   */
  public String of(String url) {
    StringBuilder template = new StringBuilder(url.length());
    Place at = root;
    boolean anyForm = false;
    for (Step step : Step.of(url)) {
      Place word = at == null ? null : at.words().get(step);
      if (anyForm && Place.isForm(step)) {
        at = word;
        continue;
      }
      anyForm = at != null && word == null && at.anyForm();
      Place next = word != null ? word : at == null ? null : at.variable();
      boolean named = word != null || (next == null && !step.shape().isVariable());
      template
          .append(step.glued() ? "" : "/")
          .append(named || step.glued() ? step.text() : Step.VARIABLE);
      at = step.glued() && word == null ? null : next;
    }
    return template.toString();
  }
}
