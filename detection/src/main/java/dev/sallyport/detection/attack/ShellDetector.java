// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.detection.attack.Sample.Role;
import dev.sallyport.detection.attack.ShellReader.Command;
import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Severity;

/** Reads an argument as a Unix shell would and weighs the commands in it. */
final class ShellDetector implements Detector {
  private static final int CHARS_MAX = 4096;
  private static final int SIGNS =
      Glance.SEMICOLON
          | Glance.BRACKET
          | Glance.PIPE
          | Glance.AMPERSAND
          | Glance.BACKTICK
          | Glance.DOLLAR
          | Glance.BACKSLASH
          | Glance.QUOTE
          | Glance.DOUBLE_QUOTE
          | Glance.BRACE
          | Glance.TILDE
          | Glance.BANG
          | Glance.STAR
          | Glance.QUESTION
          | Glance.ANGLE
          | Glance.LINE_BREAK;

  @Override
  public void examine(Sample sample, Suspicions to) {
    boolean commands = sample.knowsAny(Kind.set(Kind.UNIX, Kind.UNIX_COMMON));
    if (!commands && !sample.has(SIGNS) || sample.role() == Role.TOKEN) {
      return;
    }
    if (sample.role() == Role.USER_AGENT && sample.channel() == Channel.STRUCTURED_HEADER) {
      return;
    }
    if (sample.role() == Role.REFERER && sample.channel() == Channel.STRUCTURED_HEADER) {
      paths(sample, to);
      return;
    }
    if (commands || sample.has(SIGNS)) {
      ShellReader reader = new ShellReader(unquoted(sample.text()), CHARS_MAX);
      for (Command command : reader.commands()) {
        command(sample, reader, command, to);
      }
      if (reader.substitution() && sample.text().contains("$(")) {
        add(to, "shell-substitution", sample.prose() ? 0.4 : 0.6, "output of a command");
      }
    }
    if (sample.text().contains("$[") && !sample.prose()) {
      add(to, "shell-substitution", 0.55, "arithmetic of a shell");
    }
    paths(sample, to);
    ShellForms.examine(sample, to);
  }

  private static String unquoted(String text) {
    int last = text.length() - 1;
    boolean quoted = last > 1 && (text.charAt(0) == '\'' || text.charAt(0) == '"');
    return quoted && text.indexOf(text.charAt(0), 1) == last ? text.substring(1, last) : text;
  }

  private static void command(Sample sample, ShellReader reader, Command command, Suspicions to) {
    String word = Ascii.lower(command.word());
    String name = word.substring(word.lastIndexOf('/') + 1);
    int kinds = kinds(name);
    boolean strong = (kinds & Kind.UNIX.bit()) != 0;
    if (name.equals("$") && command.technical() > 0 && ";|&s".indexOf(command.separator()) >= 0) {
      add(to, "shell-command", 0.62, "a command from a variable");
    }
    boolean known = strong || (kinds & Kind.UNIX_COMMON.bit()) != 0;
    if (!known
        || sample.role() == Role.NAME
            && command.separator() == ShellReader.START
            && !command.disguised()) {
      return;
    }
    boolean product = (kinds & Kind.PRODUCT.bit()) != 0;
    double score = score(sample, command, strong, product);
    if (command.disguised() && command.separator() != ShellReader.GROUP && name.length() > 1) {
      score = Math.max(score, strong ? 0.85 : command.technical() > 0 ? 0.72 : 0.58);
    }
    if (reader.hereString() && strong) {
      score = Math.max(score, 0.75);
    }
    if (sample.prose()) {
      score -= 0.08;
    }
    add(to, "shell-command", Math.min(score, 0.95), evidence(command));
  }

  private static double score(Sample sample, Command command, boolean strong, boolean product) {
    boolean technical = command.technical() > 0;
    return switch (command.separator()) {
      case ShellReader.START -> atStart(sample, command, strong, product);
      case ';', '|', '&' ->
          strong
              ? technical ? 0.86 : command.arguments() == 0 && command.last() ? 0.72 : 0.64
              : technical
                  ? 0.74
                  : command.arguments() == 0 && command.last()
                      ? 0.6
                      : command.arguments() == 1 && command.last() ? 0.5 : 0.4;
      case '\n' ->
          strong ? technical ? 0.7 : 0.45 : technical && command.arguments() < 4 ? 0.45 : 0.2;
      case '`' -> strong ? 0.8 : technical ? 0.62 : command.arguments() == 0 ? 0.52 : 0.45;
      case ShellReader.SUBSTITUTION -> strong ? 0.9 : 0.8;
      default -> strong && technical ? 0.6 : strong && !product ? 0.45 : 0.3;
    };
  }

  private static double atStart(Sample sample, Command command, boolean strong, boolean product) {
    boolean prefixed = !command.prefix().isEmpty();
    if (command.word().indexOf('/') >= 0) {
      return strong && command.word().contains("bin/") ? 0.72 : 0.3;
    }
    int plain = command.arguments() - command.technical();
    if (command.technical() > 0) {
      double score = strong ? product ? 0.66 : 0.72 : 0.56;
      return plain > 4 ? score - 0.2 : score;
    }
    if (prefixed) {
      return strong ? 0.66 : command.arguments() == 0 && command.last() ? 0.56 : 0.35;
    }
    if (command.arguments() > 0) {
      return strong && !product && plain <= 3 ? 0.56 : 0.3;
    }
    boolean rare = strong && !product && command.word().indexOf('-') > 0;
    boolean alone = !command.last() && strong && sample.has(Glance.PIPE | Glance.SEMICOLON);
    return rare ? 0.52 : alone ? 0.5 : Admin.COMMANDS.contains(command.word()) ? 0.52 : 0.3;
  }

  /** Commands that are hardly anything else. */
  private static final class Admin {
    private static final java.util.Set<String> COMMANDS =
        java.util.Set.of(
            "shutdown",
            "reboot",
            "visudo",
            "whoami",
            "ifconfig",
            "uname",
            "netstat",
            "vipw",
            "vigr",
            "lsof",
            "crontab",
            "useradd",
            "userdel",
            "usermod",
            "tcpdump",
            "dmesg",
            "chef-shell",
            "fdisk",
            "mkfs",
            "ncat",
            "netcat",
            "socat",
            "iptables",
            "systemctl",
            "journalctl",
            "printenv",
            "htop",
            "sqlmap",
            "nmap",
            "masscan",
            "psftp",
            "whiptail");
  }

  /** Commands that count as such though nothing stands beside them. */
  static ByteNames commandsAlone() {
    return new ByteNames(Admin.COMMANDS);
  }

  private static int kinds(String name) {
    int kinds = Lexicon.words().kinds(name);
    if (kinds != 0) {
      return kinds;
    }
    int end = name.length();
    while (end > 2 && (Ascii.digit(name.charAt(end - 1)) || name.charAt(end - 1) == '.')) {
      end--;
    }
    return end < name.length() ? Lexicon.words().kinds(name.substring(0, end)) : 0;
  }

  /** Commands named by the path of their program, and the shell's own network files. */
  private static void paths(Sample sample, Suspicions to) {
    String text = sample.lower();
    if (text.contains("/dev/tcp/") || text.contains("/dev/udp/")) {
      add(to, "shell-network", 0.93, "a connection opened by a shell");
    }
    for (int at = text.indexOf("bin/"); at >= 0; at = text.indexOf("bin/", at + 4)) {
      int end = at + 4;
      while (end < text.length()
          && (Ascii.word(text.charAt(end)) || "-.".indexOf(text.charAt(end)) >= 0)) {
        end++;
      }
      boolean rooted = at > 0 && text.charAt(at - 1) == '/';
      int kinds = kinds(text.substring(at + 4, end));
      boolean script = sample.text().startsWith("#!") || sample.text().contains("\n#!");
      if ((kinds & (Kind.UNIX.bit() | Kind.UNIX_COMMON.bit())) != 0 && !script) {
        double score = rooted ? 0.78 : at == 0 ? 0.62 : 0.45;
        add(to, "shell-path", sample.prose() ? score - 0.2 : score, "path of a program");
      }
    }
  }

  private static String evidence(Command command) {
    String where =
        switch (command.separator()) {
          case ShellReader.START -> "command at the start";
          case ShellReader.SUBSTITUTION, '`' -> "command substitution";
          case '\n' -> "command on its own line";
          case ShellReader.GROUP, ')' -> "command in a group";
          default -> "command behind a separator";
        };
    return where
        + (command.disguised() ? ", disguised" : "")
        + (command.technical() > 0 ? ", with options or paths" : "");
  }

  static void add(Suspicions to, String detector, double score, String evidence) {
    to.add(
        detector,
        AttackFamily.COMMAND_INJECTION,
        score >= 0.8 ? Severity.CRITICAL : Severity.HIGH,
        score,
        evidence);
  }
}
