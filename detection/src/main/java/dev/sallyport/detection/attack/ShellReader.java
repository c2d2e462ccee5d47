// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import java.util.ArrayList;
import java.util.List;

/**
 * Text read as a Unix shell would: split into simple commands, with the quotes, escapes, empty
 * variables and substitutions taken out that shells drop and that hide words from those who look.
 */
final class ShellReader {
  /** Separator before the first command. */
  static final char START = 's';

  /** Separators: a command substitution, a process substitution, a group. */
  static final char SUBSTITUTION = '$';

  static final char GROUP = '(';

  /**
   * One simple command.
   *
   * @param separator what stood before it
   * @param prefix a command that runs another one and stood before it; empty for none
   * @param word its first word, quotes and escapes off
   * @param disguised whether something had to be taken out of that word to read it
   * @param arguments number of arguments
   * @param technical number of arguments that are options, paths, addresses or redirections
   * @param last whether nothing follows
   */
  record Command(
      char separator,
      String prefix,
      String word,
      boolean disguised,
      int arguments,
      int technical,
      boolean last) {}

  private static final String PREFIXES =
      " time nohup sudo env exec command strace timeout nice stdbuf xargs busybox watch setsid"
          + " ltrace cpulimit doas eval builtin if then do while until else nsenter chroot ! { unbuffer"
          + " coproc rlwrap taskset ionice proxychains torify flock script ";
  private static final int COMMANDS_MAX = 64;

  private final String text;
  private final int most;
  private final List<Command> commands = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean disguised;
  private boolean quoted;
  private char separator = START;
  private String prefix = "";
  private String command = "";
  private boolean commandDisguised;
  private int arguments;
  private int technical;
  private boolean hereString;
  private boolean substitution;
  private int at;

  ShellReader(String text, int most) {
    this.text = text;
    this.most = Math.min(text.length(), most);
    while (at < this.most && commands.size() < COMMANDS_MAX) {
      step(text.charAt(at));
    }
    endWord();
    endCommand(true);
  }

  /** Returns the commands that run other commands. */
  static ByteNames prefixes() {
    return ByteNames.of(PREFIXES);
  }

  List<Command> commands() {
    return commands;
  }

  /** Returns whether a string is fed to a command. */
  boolean hereString() {
    return hereString;
  }

  /** Returns whether the output of a command is put into the text. */
  boolean substitution() {
    return substitution;
  }

  private void step(char c) {
    switch (c) {
      case ' ', '\t' -> {
        endWord();
        at++;
      }
      case '`' -> {
        if (sign(at + 1) == '`') {
          disguised = true;
          at += 2;
        } else {
          separate(c);
        }
      }
      case '\n', '\r', ';', '|', '&' -> separate(c);
      case '$' -> dollar();
      case '(' -> open();
      case ')' -> {
        endWord();
        endCommand(true);
        separator = ')';
        at++;
      }
      case '\'', '"' -> quote(c);
      case '\\' -> backslash();
      case '<', '>' -> redirect(c);
      default -> {
        word.append(c);
        at++;
      }
    }
  }

  private void separate(char c) {
    endWord();
    endCommand(false);
    separator = c == '\r' ? '\n' : c;
    at++;
  }

  private void open() {
    if (word.length() > 0 && sign(at + 1) == ')') {
      word.append("()");
      at += 2;
      return;
    }
    endWord();
    endCommand(false);
    separator = GROUP;
    at++;
  }

  private void dollar() {
    char next = sign(at + 1);
    if (next == '(') {
      if (sign(at + 2) == ')') {
        disguised = true;
        at += 3;
        return;
      }
      substitution = true;
      boolean inside = word.length() > 0;
      endWord();
      endCommand(false);
      separator = SUBSTITUTION;
      at += 2;
      disguised = inside;
      return;
    }
    if (next == '{') {
      int close = text.indexOf('}', at);
      at = close < 0 ? most : close + 1;
      disguised |= close >= 0;
      return;
    }
    if (next == '\'' || next == '"') {
      at++;
      return;
    }
    int end = at + 1;
    if (end < most && "*@!?#-$".indexOf(next) >= 0) {
      end++;
    } else {
      end = Ascii.wordEnd(text, end);
    }
    disguised |= end > at + 1;
    if (end > at + 1 && word.length() == 0 && command.isEmpty()) {
      word.append('$');
    }
    if (end == at + 1) {
      word.append('$');
    }
    at = end;
  }

  private void quote(char c) {
    int close = text.indexOf(c, at + 1);
    if (close < 0 || close >= most) {
      at++;
      return;
    }
    disguised |= close == at + 1 || word.length() > 0 || wordSign(sign(close + 1));
    quoted = true;
    word.append(text, at + 1, close);
    at = close + 1;
  }

  private static boolean wordSign(char c) {
    return Ascii.word(c) || c == '\'' || c == '"' || c == '/' || c == '\\';
  }

  private void backslash() {
    char next = sign(at + 1);
    if (next != 0) {
      disguised |= Ascii.letter(next);
      word.append(next);
    }
    at += 2;
  }

  private void redirect(char c) {
    if (text.startsWith("<<<", at)) {
      hereString = true;
      endWord();
      technical++;
      at += 3;
      return;
    }
    if (sign(at + 1) == '(') {
      if (sign(at + 2) == ')') {
        disguised = true;
        at += 3;
        return;
      }
      endWord();
      endCommand(false);
      substitution = true;
      separator = SUBSTITUTION;
      at += 2;
      return;
    }
    endWord();
    technical += command.isEmpty() ? 0 : 1;
    at++;
    while (at < most && (text.charAt(at) == c || text.charAt(at) == '&')) {
      at++;
    }
  }

  private void endWord() {
    if (word.length() == 0 && !quoted) {
      return;
    }
    String ended = word.toString();
    if (!command.isEmpty()) {
      arguments++;
      technical += technical(ended) ? 1 : 0;
    } else if (!skipped(ended)) {
      command = ended;
      commandDisguised = disguised;
    }
    word.setLength(0);
    disguised = false;
    quoted = false;
  }

  /** Passes over assignments and commands that run other ones. */
  private boolean skipped(String ended) {
    int equals = ended.indexOf('=');
    if (equals > 0 && Ascii.wordEnd(ended, 0) == equals) {
      return true;
    }
    String name = Ascii.lower(ended.substring(ended.lastIndexOf('/') + 1));
    if (PREFIXES.contains(" " + name + " ")) {
      prefix = name;
      commandDisguised |= disguised;
      return true;
    }
    boolean option = !prefix.isEmpty() && ended.startsWith("-");
    technical += option ? 1 : 0;
    return option || !prefix.isEmpty() && Ascii.digit(first(ended));
  }

  private static char first(String word) {
    return word.isEmpty() ? 0 : word.charAt(0);
  }

  private static boolean technical(String argument) {
    return argument.startsWith("-")
        || argument.startsWith("+")
        || argument.indexOf('/') >= 0
        || (argument.indexOf('.') > 0 && argument.indexOf('.') < argument.length() - 1)
        || argument.indexOf('=') > 0
        || argument.indexOf('*') >= 0
        || argument.indexOf('@') > 0
        || argument.indexOf('!') == 0;
  }

  private void endCommand(boolean end) {
    if (!command.isEmpty() || !prefix.isEmpty()) {
      boolean last = end || Ascii.skipSpace(text, at + 1) >= text.length();
      String name = command.isEmpty() ? prefix : command;
      String runs = command.isEmpty() ? "" : prefix;
      commands.add(
          new Command(separator, runs, name, commandDisguised, arguments, technical, last));
    }
    command = "";
    prefix = "";
    commandDisguised = false;
    arguments = 0;
    technical = 0;
  }

  private char sign(int index) {
    return index < most ? text.charAt(index) : 0;
  }
}
