// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.detection.attack.Sample.Role;
import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Severity;

/** Reads an argument as the path of a file: steps upwards, and files that requests do not name. */
final class PathDetector implements Detector {
  private final FileNames files = FileNames.known();

  @Override
  public void examine(Sample sample, Suspicions to) {
    String text = sample.lower();
    if (sample.has(Glance.DOUBLE_DOT)
        || Words.starts(text, "0x2e")
        || sample.has(Glance.BACKSLASH)
        || sample.hidden()
        || text.contains("uff0e")
        || text.contains("./")) {
      steps(sample, text, to);
    }
    if (sample.has(Glance.SLASH | Glance.BACKSLASH)
        || text.indexOf('.') >= 0
        || sample.role() == Role.FILE_NAME) {
      names(sample, text, to);
    }
  }

  private static void steps(Sample sample, String text, Suspicions to) {
    String path =
        text.replace("0x2e", ".")
            .replace("0x5c", "\\")
            .replace("0x2f", "/")
            .replace("%2e", ".")
            .replace("%2f", "/")
            .replace("%5c", "\\")
            .replace("..;/", "../");
    int steps = 0;
    boolean backslash = false;
    for (int at = path.indexOf(".."); at >= 0; at = path.indexOf("..", at + 1)) {
      boolean more = at + 2 < path.length() && path.charAt(at + 2) == '.';
      int behind = at + (more ? 3 : 2);
      boolean dots = at > 0 && path.charAt(at - 1) == '.';
      char before = at > 0 ? path.charAt(at - 1) : '/';
      char after = behind < path.length() ? path.charAt(behind) : 0;
      boolean starts = before == '/' || before == '\\' || !Ascii.word(before);
      if (!dots && (after == '/' || after == '\\') && starts) {
        steps++;
        backslash |= after == '\\';
      } else if (!dots && after == 0 && (before == '/' || before == '\\') && at > 0) {
        steps++;
      }
    }
    if (steps == 0) {
      return;
    }
    boolean odd = !path.equals(text) || backslash || sample.hidden();
    boolean plain = sample.channel() == Channel.DOCUMENT && steps == 1 && !odd;
    double score = odd ? 0.82 : steps >= 3 ? 0.85 : plain ? 0.45 : 0.68;
    to.add(
        "path-steps",
        AttackFamily.PATH_TRAVERSAL,
        Severity.HIGH,
        sample.prose() ? score - 0.25 : score,
        steps > 1 ? "several steps upwards" : "a step upwards");
  }

  /** Returns whether a segment of a path starts with a dot, which no address of the web needs. */
  private static boolean hidden(String path) {
    for (int at = path.indexOf("/."); at >= 0; at = path.indexOf("/.", at + 2)) {
      boolean named = at + 3 < path.length() && Ascii.word(path.charAt(at + 2));
      if (named && !path.startsWith("well-known", at + 2)) {
        return true;
      }
    }
    return false;
  }

  /** Looks only at which file a text names. */
  void names(Sample sample, String text, Suspicions to) {
    FileNames.Group group =
        files.named(text, sample.role() == Role.PATH || sample.role() == Role.FILE_NAME);
    if (group == null && sample.role() == Role.FILE_NAME) {
      String name = text.strip();
      boolean proc = files.named("proc/" + name, true) != null;
      group = proc || files.named("etc/" + name, true) != null ? FileNames.Group.PROJECT : null;
    }
    if (group == null && sample.role() == Role.PATH && hidden(text)) {
      group = FileNames.Group.HIDDEN;
    }
    if (group == null) {
      return;
    }
    double score =
        switch (group) {
          case SYSTEM -> sample.role() == Role.PATH ? 0.74 : 0.8;
          case HIDDEN -> sample.role() == Role.PATH ? 0.76 : 0.66;
          case PROJECT ->
              sample.role() == Role.PATH ? 0.66 : sample.role() == Role.FILE_NAME ? 0.66 : 0.55;
        };
    AttackFamily family =
        sample.role() == Role.FILE_NAME ? AttackFamily.WEB_SHELL : AttackFamily.PATH_TRAVERSAL;
    to.add(
        "path-file",
        family,
        Severity.HIGH,
        sample.prose() ? score - 0.2 : score,
        switch (group) {
          case SYSTEM -> "a file of the operating system";
          case HIDDEN -> "a hidden file of settings or secrets";
          case PROJECT -> "a file of the application's own";
        });
  }
}
