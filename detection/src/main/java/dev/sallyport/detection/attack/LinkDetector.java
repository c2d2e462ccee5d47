// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.detection.attack.Sample.Role;
import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Severity;

/** Reads addresses in an argument: where a server would connect to if it opened them. */
final class LinkDetector implements Detector {
  private static final String ODD_SCHEMES =
      " gopher dict ldap ldaps tftp sftp jar netdoc file local_file smb afp nfs svn acap imap imaps pop3 rtsp"
          + " rtmp sip telnet view-source finger cap tn3270 mailserver jdbc rmi dns ftp ftps iris xri z39.50r"
          + " modem prospero nntp news wais sips magnet data url turn stun turns stuns jnlp corba iiop ";
  private static final String SCRIPTS =
      " php php3 php5 phtml jsp asp aspx cgi pl py sh txt js exe ps1 bat inc ";

  @Override
  public void examine(Sample sample, Suspicions to) {
    String text = sample.lower();
    if (sample.role() == Role.USER_AGENT
        || sample.role() == Role.REFERER
        || sample.role() == Role.PATH) {
      return;
    }
    if (text.indexOf(':') >= 0) {
      links(sample, text, to);
    }
    if (sample.argument() && !sample.prose()) {
      bare(text, to);
    }
    if (text.startsWith("data:") && text.indexOf(',') > 0 && sample.argument()) {
      forgery(to, 0.62, "an address that is its own content");
    }
  }

  private static void links(Sample sample, String text, Suspicions to) {
    int found = 0;
    for (int colon = text.indexOf(':');
        colon > 0 && found < 16;
        colon = text.indexOf(':', colon + 1)) {
      int start = colon;
      while (start > 0 && colon - start < 16 && schemeSign(text.charAt(start - 1))) {
        start--;
      }
      String scheme = text.substring(start, colon);
      int slashes = colon + 1;
      while (slashes < text.length()
          && (text.charAt(slashes) == '/' || text.charAt(slashes) == '\\')) {
        slashes++;
      }
      boolean web = scheme.equals("http") || scheme.equals("https");
      boolean address =
          slashes > colon + 1
              || web
                  && slashes < text.length()
                  && (Ascii.digit(text.charAt(slashes)) || text.charAt(slashes) == '[');
      if (scheme.length() >= 2 && address) {
        found++;
        link(sample, text, scheme, start, slashes, to);
      }
    }
  }

  private static boolean schemeSign(char c) {
    return Ascii.word(c) || c == '+' || c == '-' || c == '.';
  }

  private static void link(
      Sample sample, String text, String scheme, int start, int authority, Suspicions to) {
    int end = authority;
    while (end < text.length() && "/?#\\ \"'<>,".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    boolean slashed = text.indexOf('\\', authority) == authority;
    String full = text.substring(authority, end);
    int user = full.lastIndexOf('@');
    String host = host(full.substring(user + 1));
    Hosts.Reach reach =
        Hosts.reach(slashed ? text.substring(authority).replaceAll("[\\\\/]", "") : host);
    boolean argument = sample.argument() || sample.channel() == Channel.HEADER;
    boolean prose = sample.prose();
    switch (reach) {
      case METADATA -> forgery(to, prose ? 0.62 : 0.9, "the address of a cloud's metadata");
      case DISGUISED -> forgery(to, prose ? 0.6 : 0.86, "a local address in an odd spelling");
      case LOCAL -> forgery(to, argument ? 0.7 : 0.5, "an address of the machine itself");
      case PRIVATE -> forgery(to, argument ? 0.6 : 0.35, "an address inside the network");
      case REBOUND -> forgery(to, argument ? 0.72 : 0.62, "a name that leads to any address");
      case NUMERIC -> {
        inclusion(to, argument && start == 0 ? 0.62 : 0.35, "an address without a name");
        if (!scheme.startsWith("http")) {
          forgery(to, 0.6, "an address without a name");
        }
      }
      case NAMED -> {}
    }
    if (user >= 0 && full.indexOf('@') != user
        || full.indexOf('@') >= 0 && Hosts.reach(host) != Hosts.Reach.NAMED) {
      forgery(to, 0.7, "an address with two hosts");
    }
    if (user > 0 && full.substring(0, user).indexOf('.') > 0) {
      forgery(to, argument ? 0.64 : 0.5, "an address that looks like another");
    }
    if (ODD_SCHEMES.contains(" " + scheme + " ")) {
      boolean file =
          scheme.equals("file")
              || scheme.equals("local_file")
              || scheme.equals("netdoc")
              || scheme.equals("url");
      double score = file ? 0.72 : 0.66;
      inclusion(to, prose ? 0.35 : argument ? score : 0.5, "a scheme that servers open");
    }
    if (start > 4 && text.startsWith("url:", start - 4)) {
      inclusion(to, 0.8, "an address inside an address");
    }
    if (start == 0 && argument && !prose) {
      fetched(text, authority, end, full, to);
    }
  }

  /** Addresses of programs, and those cut so that what a server appends does not count. */
  private static void fetched(String text, int authority, int end, String full, Suspicions to) {
    if (text.endsWith("?")) {
      inclusion(to, 0.66, "an address that swallows what follows");
    }
    int ask = text.indexOf('?', end);
    String path = text.substring(end, ask < 0 ? text.length() : ask);
    String extension = path.substring(path.lastIndexOf('.') + 1);
    if (path.indexOf('.') > 0 && SCRIPTS.contains(" " + extension + " ")) {
      inclusion(to, 0.6, "the address of a program");
    }
    boolean port = full.indexOf(':') > 0;
    if (port && authority > 0) {
      inclusion(to, 0.5, "an address with a port");
    }
  }

  private static String host(String authority) {
    if (authority.startsWith("[")) {
      int close = authority.indexOf(']');
      return close < 0 ? authority : authority.substring(0, close + 1);
    }
    int port = authority.indexOf(':');
    return port < 0 ? authority : authority.substring(0, port);
  }

  /** Names of the machine itself without a scheme, with a path behind. */
  private static void bare(String text, Suspicions to) {
    int slash = text.indexOf('/');
    if (slash > 0 && slash < 64 && text.indexOf(' ') < 0) {
      Hosts.Reach reach = Hosts.reach(host(text.substring(0, slash)));
      boolean named = Ascii.letter(text.charAt(0));
      if (named
          && (reach == Hosts.Reach.LOCAL
              || reach == Hosts.Reach.REBOUND
              || reach == Hosts.Reach.METADATA)) {
        forgery(to, 0.66, "a name of the machine itself");
      } else if (reach == Hosts.Reach.METADATA) {
        forgery(to, 0.6, "the address of a cloud's metadata");
      }
    }
    if (text.startsWith("http?") || text.startsWith("https?") || text.startsWith("ftp?")) {
      inclusion(to, 0.52, "an address that swallows what follows");
    }
    if (text.startsWith("//")
        && text.length() > 4
        && Hosts.reach(host(text.substring(2))) != Hosts.Reach.NAMED) {
      forgery(to, 0.6, "an address without a scheme");
    }
  }

  private static void forgery(Suspicions to, double score, String evidence) {
    to.add(
        "request-forgery",
        AttackFamily.SERVER_SIDE_REQUEST_FORGERY,
        Severity.HIGH,
        score,
        evidence);
  }

  private static void inclusion(Suspicions to, double score, String evidence) {
    to.add("remote-inclusion", AttackFamily.FILE_INCLUSION, Severity.HIGH, score, evidence);
  }
}
