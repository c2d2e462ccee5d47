// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

/** Reads an argument as the command interpreters of Windows would. */
final class WindowsShellDetector implements Detector {
  static final String CMDLET_VERBS =
      " get set invoke start stop new remove add out write import export copy move test enter select where ";
  static final String CMDLET_NOUNS =
      " process service childitem content item wmiobject ciminstance expression webrequest command"
          + " restmethod host job location eventlog object module acl file variable psdrive psession"
          + " date itemproperty clipboard alias localuser computerinfo ";

  @Override
  public void examine(Sample sample, Suspicions to) {
    String text = sample.lower();
    if (sample.has(Glance.SPACE | Glance.PERCENT | Glance.SLASH)) {
      loop(text, to);
      condition(text, sample, to);
    }
    if (sample.knowsAny(Kind.set(Kind.WINDOWS, Kind.POWERSHELL))
        && sample.has(
            Glance.SEMICOLON
                | Glance.PIPE
                | Glance.AMPERSAND
                | Glance.LINE_BREAK
                | Glance.PERCENT
                | Glance.BACKSLASH
                | Glance.CARET
                | Glance.SLASH
                | Glance.BACKTICK)) {
      commands(sample, text, to);
    }
    if (sample.has(Glance.PERCENT)) {
      variable(text, to);
    }
    power(sample, text, to);
  }

  /** <code>for %v in (set) do</code> with or without switches. */
  private static void loop(String text, Suspicions to) {
    for (int at = text.indexOf("for"); at >= 0; at = text.indexOf("for", at + 3)) {
      boolean word = (at == 0 || !Ascii.word(text.charAt(at - 1)));
      int percent = text.indexOf('%', at);
      if (!word || percent < 0 || percent - at > 200) {
        continue;
      }
      int in = text.indexOf("in", percent);
      int open = in < 0 ? -1 : Ascii.skipSpace(text, in + 2);
      if (open > 0 && open < text.length() && text.charAt(open) == '(' && in - percent < 40) {
        int run = text.indexOf("do", open);
        ShellDetector.add(
            to, "windows-for", run > 0 ? 0.9 : 0.7, "a loop of the command interpreter");
        return;
      }
    }
  }

  private static void condition(String text, Sample sample, Suspicions to) {
    int at = text.startsWith("if") ? 0 : Math.max(text.indexOf("&if"), text.indexOf("& if"));
    if (at < 0) {
      return;
    }
    int i = text.indexOf("if", at) + 2;
    boolean slash = i < text.length() && text.charAt(i) == '/';
    if (i >= text.length() || (!Ascii.space(text.charAt(i)) && !slash)) {
      return;
    }
    i = Ascii.skipSpace(text, i);
    boolean marked = false;
    if (text.startsWith("/i", i)) {
      i = Ascii.skipSpace(text, i + 2);
      marked = true;
    }
    if (text.startsWith("not ", i)) {
      i = Ascii.skipSpace(text, i + 4);
      marked = true;
    }
    boolean test =
        text.startsWith("exist ", i)
            || text.startsWith("defined ", i)
            || text.startsWith("errorlevel ", i)
            || text.startsWith("cmdextversion ", i);
    String rest = text.substring(i, Math.min(text.length(), i + 160));
    boolean compare =
        rest.contains("==")
            || rest.contains(" equ ")
            || rest.contains(" neq ")
            || rest.contains(" lss ")
            || rest.contains(" leq ")
            || rest.contains(" gtr ")
            || rest.contains(" geq ");
    if (test && sample.plainWords() <= 8 || compare) {
      ShellDetector.add(
          to, "windows-if", marked || test ? 0.78 : 0.66, "a condition of the command interpreter");
    }
  }

  private static void commands(Sample sample, String text, Suspicions to) {
    String plain = text.indexOf('^') >= 0 ? text.replace("^", "") : text;
    ShellReader reader = new ShellReader(plain.replace('\\', '/').replace("\"", ""), 4096);
    for (ShellReader.Command command : reader.commands()) {
      String word = command.word();
      String name = word.substring(word.lastIndexOf('/') + 1);
      name =
          name.endsWith(".exe") || name.endsWith(".com")
              ? name.substring(0, name.length() - 4)
              : name;
      boolean power = (Lexicon.words().kinds(name) & Kind.POWERSHELL.bit()) != 0;
      if (power && command.technical() > 0 && ";|&".indexOf(command.separator()) >= 0) {
        ShellDetector.add(to, "powershell", 0.68, "an alias of PowerShell behind a separator");
      }
      if ((Lexicon.words().kinds(name) & Kind.WINDOWS.bit()) == 0) {
        continue;
      }
      boolean rare = Lexicon.words().kinds(name) == Kind.WINDOWS.bit();
      boolean program = word.endsWith(".exe");
      boolean behind = ";|&\n`".indexOf(command.separator()) >= 0;
      double score =
          behind
              ? rare ? 0.8 : command.technical() > 0 ? 0.62 : 0.4
              : program
                  ? 0.66
                  : rare && command.technical() > 0
                      ? 0.66
                      : rare && command.arguments() > 0 ? 0.52 : 0.2;
      ShellDetector.add(
          to,
          "windows-command",
          sample.prose() ? score - 0.15 : score,
          behind ? "Windows command behind a separator" : "Windows command at the start");
    }
  }

  private static void variable(String text, Suspicions to) {
    for (String name :
        new String[] {
          "%systemdrive%",
          "%systemroot%",
          "%windir%",
          "%comspec%",
          "%appdata%",
          "%userprofile%",
          "%programdata%",
          "%temp%"
        }) {
      if (text.contains(name)) {
        ShellDetector.add(to, "windows-variable", 0.72, "a variable of the command interpreter");
      }
    }
  }

  private static void power(Sample sample, String text, Suspicions to) {
    boolean shell = text.contains("powershell") || text.contains("pwsh");
    if (shell
        && (text.contains(" -e")
            || text.contains(" -c")
            || text.contains(" -nop")
            || text.contains(" -w ")
            || text.contains(".exe"))) {
      ShellDetector.add(to, "powershell", 0.85, "PowerShell with options");
    }
    boolean call =
        Words.has(text, "frombase64string")
            || text.contains(".downloadstring")
            || text.contains(".downloadfile")
            || text.contains("net.webclient")
            || text.contains("invoke-expression")
            || text.contains("invoke-webrequest")
            || text.contains("start-process")
            || text.contains("[system.");
    if (call && !sample.prose()) {
      ShellDetector.add(to, "powershell", 0.75, "a call of PowerShell");
    }
    int minus = text.indexOf('-');
    if (minus > 2 && minus < text.length() - 3 && verb(text, minus) && sample.plainWords() <= 6) {
      ShellDetector.add(
          to, "powershell", sample.has(Glance.SPACE) ? 0.62 : 0.55, "a cmdlet of PowerShell");
    }
  }

  private static boolean verb(String text, int minus) {
    int start = minus;
    while (start > 0 && Ascii.letter(text.charAt(start - 1))) {
      start--;
    }
    String noun = text.substring(minus + 1, Ascii.wordEnd(text, minus + 1));
    return CMDLET_VERBS.contains(" " + text.substring(start, minus) + " ")
        && CMDLET_NOUNS.contains(" " + noun + " ");
  }
}
