// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import static dev.sallyport.detection.attack.RequestRules.abuse;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Message;
import dev.sallyport.model.Place;
import dev.sallyport.model.Severity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Looks at header fields one by one and together, as HTTP has them. */
final class FieldRules {
  private static final Set<String> SINGLE =
      Set.of(
          "host",
          "content-length",
          "content-type",
          "authorization",
          "user-agent",
          "transfer-encoding");
  private static final Set<String> CHARSETS_START =
      Set.of(
          "utf-8",
          "utf8",
          "iso-8859-",
          "windows-125",
          "us-ascii",
          "ascii",
          "shift_jis",
          "sjis",
          "euc-",
          "gb",
          "big5",
          "iso-2022-",
          "koi8",
          "tis-620",
          "macintosh");
  private static final Pattern TRANSFER_CODINGS =
      Pattern.compile("(gzip|deflate|compress|identity)?,? ?(chunked)?");
  private static final Pattern ACCEPT_CODINGS = Pattern.compile("[a-z0-9*;=., \\-]*");
  private static final Pattern WORD_AND_ESCAPE = Pattern.compile("[A-Za-z]+%[0-9a-fA-F]{2}");
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[a-z0-9!#$&^_.+*-]{1,60}/[a-z0-9!#$&^_.+*-]{1,90}");
  private static final Pattern MULTIPART_TYPE =
      Pattern.compile(
          "multipart/(form-data|related|mixed|alternative|byteranges|report|signed|digest|encrypted|parallel|x-mixed-replace)");
  private static final Pattern PARAMETERS =
      Pattern.compile(
          "(;\\s?[a-z0-9_*-]{1,40}\\s?=\\s?(\"[^\"]{0,120}\"|[^;\",() ]{0,90})\\s?)*;?\\s?");

  /** Characters of the parameters of a media type; more are never sent, and are not matched. */
  private static final int PARAMETERS_MAX = 400;

  private static final int PLACES_MAX = 256;

  /** Media types of most requests, which need no further look. */
  private static final Set<String> USUAL_TYPES =
      Set.of(
          "application/json",
          "application/x-www-form-urlencoded",
          "application/grpc",
          "text/plain",
          "application/xml");

  private static final Set<String> CACHE =
      Set.of(
          "no-cache",
          "no-store",
          "no-transform",
          "only-if-cached",
          "max-age",
          "max-stale",
          "min-fresh",
          "stale-if-error",
          "must-revalidate",
          "public",
          "private",
          "proxy-revalidate",
          "s-maxage",
          "immutable",
          "stale-while-revalidate",
          "pre-check",
          "post-check");
  private static final String[] SCANNERS = {
    "nikto",
    "sqlmap",
    "nessus",
    "openvas",
    "acunetix",
    "arachni",
    "w3af",
    "masscan",
    "zgrab",
    "dirbuster",
    "gobuster",
    "ffuf",
    "fuzz faster",
    "wfuzz",
    "nuclei",
    "jaeles",
    "havij",
    "netsparker",
    "whatweb",
    "wpscan",
    "zmeu",
    "morfeus",
    "grabber",
    "cgichk",
    "bsqlbf",
    "absinthe",
    "brutus",
    "metis",
    "paros",
    "webinspect",
    ".nasl",
    "email extractor",
    "commix",
    "crowbar",
    "domino hunter",
    "fhscan",
    "floodgate",
    "get-minimal",
    "golismero",
    "grendel",
    "inspath",
    "internet ninja",
    "jaascois",
    "jorgee",
    "joomscan",
    "mysqloit",
    "n-stealth",
    "nsauditor",
    "pmafind",
    "qqgamehall",
    "sqlninja",
    "skipfish",
    "struts-pwn",
    "sysscan",
    "tbi-webscanner",
    "toata dragostea",
    "uil2pn",
    "voideye",
    "webbandit",
    "webshag",
    "webvulnscan",
    "whcc",
    "xmlrpc exploit",
    "s.t.a.l.k.e.r",
    "springenwerk",
    "security scan",
    "this is an exploit",
    "feroxbuster",
    "l9explore",
    "l9tcpid",
    "censysinspect",
    "nmap scripting",
    "nmap nse",
    "hydra",
    "vega/",
    "wapiti",
    "dirsearch",
    "burpcollaborator",
    "burp suite",
    "zap/",
    "owasp zap",
    "detectify",
    "qualys",
    "intruder.io",
    "cgi-scan",
    "amiga-aweb",
    "black hole",
    "datacha0s",
    "dav.pm/v",
    "gameboy, powered by nintendo",
    "user-agent: ",
    "webtrends security",
    "wordpress hash grabber",
    "prog.customcrawler",
    "custom-asynchttpclient",
    "libwww-perl-scan",
    "leakix",
    "interactsh",
    "cybeye",
    "autogetcontent",
    "mozilla/4.0 (hydra)",
    "mozilla/5.0 sf//",
    "mozilla/5.0 sf/",
    "secret_scanner",
    "shellshock",
    "rustbuster",
    "httprint",
    "x-scan",
    "pangolin",
    "dotdotpwn",
    "xsser",
    "xspider",
    "teleport pro"
  };

  private final Map<String, Place> places = new HashMap<>();

  void examine(Message message, Verdicts to) {
    Set<String> seen = new HashSet<>();
    String host = null;
    boolean length = false;
    boolean chunked = false;
    for (Message.Field field : message.fields()) {
      String name = Ascii.lower(field.name());
      String value = field.value();
      to.at(place(name), 0.5);
      if (!seen.add(name) && SINGLE.contains(name)) {
        abuse(to, "field-twice", 0.62, "a field that may stand only once");
      }
      host = name.equals("host") ? value : host;
      length |= name.equals("content-length");
      chunked |= name.equals("transfer-encoding");
      if (!token(name)) {
        abuse(to, "field-name", 0.7, "a field whose name is none");
      }
      field(message, name, value, to);
    }
    to.at(Place.of(Place.Part.HEADER), 0.5);
    if (length && chunked) {
      to.add(
          "smuggling-length",
          AttackFamily.REQUEST_SMUGGLING,
          Severity.HIGH,
          0.8,
          "two ways to say how long the body is");
    }
    boolean head = seen.contains("user-agent") || seen.contains("accept");
    if (host == null && head && !seen.contains(":authority") && !message.method().isEmpty()) {
      abuse(to, "host-missing", 0.52, "no host");
    }
    together(message, seen, to);
  }

  private Place place(String name) {
    Place known = places.get(name);
    if (known != null) {
      return known;
    }
    Place made = new Place(Place.Part.HEADER, HeadReader.shown(name));
    if (places.size() < PLACES_MAX && name.length() <= 64) {
      places.put(name, made);
    }
    return made;
  }

  private static void together(Message message, Set<String> seen, Verdicts to) {
    boolean bodied = message.contents().stream().anyMatch(content -> content.length() > 0);
    if (bodied && !seen.contains("content-type") && seen.contains("content-length")) {
      abuse(to, "type-missing", 0.54, "a body of no type");
    }
    if (seen.contains("proxy")) {
      abuse(to, "field-proxy", 0.8, "a field that programs take for their proxy");
    }
    for (String name :
        new String[] {
          "x-http-method-override",
          "x-method-override",
          "x-http-method",
          "x-middleware-subrequest",
          "lock-token",
          "if",
          "x-original-url",
          "x-rewrite-url",
          "request-range"
        }) {
      if (seen.contains(name)) {
        to.at(new Place(Place.Part.HEADER, name), 0.5);
        abuse(
            to,
            "field-override",
            name.equals("if") || name.equals("lock-token") ? 0.55 : 0.62,
            "a field that changes what is asked for");
      }
    }
  }

  private static void field(Message message, String name, String value, Verdicts to) {
    switch (name) {
      case "host" -> host(value, to);
      case "user-agent" -> agent(value, to);
      case "content-type" -> type(message, value, to);
      case "content-length" -> {
        if (value.isEmpty() || !value.chars().allMatch(c -> Ascii.digit((char) c))) {
          to.add(
              "smuggling-length",
              AttackFamily.REQUEST_SMUGGLING,
              Severity.HIGH,
              0.75,
              "a length that is no number");
        }
      }
      case "transfer-encoding" -> {
        if (!TRANSFER_CODINGS.matcher(Ascii.lower(value)).matches()) {
          to.add(
              "smuggling-coding",
              AttackFamily.REQUEST_SMUGGLING,
              Severity.HIGH,
              0.75,
              "an unknown transfer coding");
        } else if (message.method().equals("GET") || message.method().equals("HEAD")) {
          abuse(to, "body-unexpected", 0.55, "a body with a method that has none");
        }
      }
      case "range", "request-range" -> range(value, to);
      case "accept" -> accept(value, to);
      case "accept-encoding" -> {
        if (value.length() > 100 || !ACCEPT_CODINGS.matcher(Ascii.lower(value)).matches()) {
          abuse(to, "accept-encoding", 0.56, "codings nobody knows");
        }
      }
      case "accept-charset" -> abuse(to, "accept-charset", 0.5, "a field clients stopped to send");
      case "cache-control" -> cache(value, to);
      case "connection" -> connection(value, to);
      case "cookie" -> {
        if (value.contains("$Version")) {
          abuse(to, "cookie-version", 0.62, "a cookie of an old form");
        }
      }
      case "content-range", "content-encoding" -> {
        if (message.method().equals("GET") || message.method().equals("HEAD")) {
          abuse(to, "field-unexpected", 0.55, "a field that belongs to a body");
        }
      }
      case "sec-fetch-user", "sec-ch-ua-mobile" -> {
        if (!value.startsWith("?")) {
          abuse(to, "field-syntax", 0.55, "a field no browser sends so");
        }
      }
      case "x-up-devcap-post-charset" ->
          abuse(to, "charset-override", 0.56, "a field that changes the character set");
      default -> {
        if (value.length() < 200
            && value.indexOf('%') > 0
            && WORD_AND_ESCAPE.matcher(value).matches()) {
          abuse(to, "field-syntax", 0.5, "escapes in a field");
        }
      }
    }
  }

  private static void host(String value, Verdicts to) {
    if (value.isBlank()) {
      abuse(to, "host-empty", 0.66, "an empty host");
      return;
    }
    String lower = Ascii.lower(value);
    int port = lower.lastIndexOf(':');
    String host = port > 0 && lower.indexOf(']', port) < 0 ? lower.substring(0, port) : lower;
    if (Hosts.reach(host) == Hosts.Reach.NUMERIC || Hosts.reach(host) == Hosts.Reach.DISGUISED) {
      abuse(to, "host-number", 0.54, "a public address instead of a name");
    }
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (!Ascii.word(c) && "-.:[]%".indexOf(c) < 0) {
        abuse(to, "host-syntax", 0.64, "a host that is no name");
        return;
      }
    }
  }

  private static void agent(String value, Verdicts to) {
    if (value.isBlank()) {
      abuse(to, "agent-empty", 0.56, "a client without a name");
      return;
    }
    String lower = Ascii.lower(value);
    if (lower.contains("ecairn")) {
      return;
    }
    for (String scanner : SCANNERS) {
      int at = lower.indexOf(scanner);
      boolean alone =
          at == 0
              || at > 0 && !Ascii.letter(lower.charAt(at - 1))
              || !Ascii.letter(scanner.charAt(0));
      if (alone && at >= 0) {
        to.add(
            "scanner-agent",
            AttackFamily.SCANNER,
            Severity.MEDIUM,
            0.85,
            "a client that looks for holes");
        return;
      }
    }
  }

  private static void type(Message message, String value, Verdicts to) {
    if (USUAL_TYPES.contains(value)) {
      return;
    }
    String lower = Ascii.lower(value);
    int semicolon = lower.indexOf(';');
    String media = (semicolon < 0 ? lower : lower.substring(0, semicolon)).strip();
    if (!MEDIA_TYPE.matcher(media).matches() && !media.isEmpty()) {
      abuse(to, "type-syntax", 0.72, "a media type that is none");
    } else if (media.startsWith("multipart/") && !MULTIPART_TYPE.matcher(media).matches()) {
      abuse(to, "type-unknown", 0.56, "a kind of multipart nobody uses");
    }
    String rest = semicolon < 0 ? "" : lower.substring(semicolon);
    int charset = rest.indexOf("charset");
    if (charset >= 0) {
      if (rest.indexOf("charset", charset + 7) > 0) {
        abuse(to, "charset-twice", 0.68, "two character sets");
      }
      charset(rest, charset, to);
    }
    int slash = rest.indexOf('/');
    boolean boundary = rest.contains("boundary");
    boolean form =
        media.equals("application/x-www-form-urlencoded") || media.equals("application/json");
    if (slash > 0
        && Ascii.letter(rest.charAt(slash - 1))
        && (boundary && form
            || rest.contains("application/")
            || rest.contains("text/xml")
            || rest.contains("multipart/"))) {
      abuse(to, "type-twice", 0.64, "a second media type in the parameters");
    }
    boolean parameters =
        rest.length() <= PARAMETERS_MAX
            && PARAMETERS.matcher(rest.replace("\"urn:", "\"")).matches();
    if (!parameters && message.method().length() > 0) {
      abuse(to, "type-syntax", 0.6, "parameters of a media type that are none");
    }
  }

  private static void charset(String rest, int at, Verdicts to) {
    int start = at + 7;
    while (start < rest.length() && "= \"'".indexOf(rest.charAt(start)) >= 0) {
      start++;
    }
    int end = start;
    while (end < rest.length() && ";\" ,'".indexOf(rest.charAt(end)) < 0) {
      end++;
    }
    String charset = rest.substring(start, end);
    boolean known =
        CHARSETS_START.stream()
            .anyMatch(
                name ->
                    name.endsWith("-")
                        ? charset.startsWith(name)
                        : charset.equals(name)
                            || (name.equals("windows-125")
                                    || name.equals("gb")
                                    || name.equals("koi8"))
                                && charset.startsWith(name));
    if (!known && charset.indexOf('/') < 0) {
      abuse(to, "charset-unknown", 0.6, "a character set that services do not take");
    }
  }

  private static void range(String value, Verdicts to) {
    if (value.indexOf('=') < 0) {
      abuse(to, "range-syntax", 0.55, "a range without a unit");
    }
    int ranges = 1;
    for (int i = 0; i < value.length(); i++) {
      ranges += value.charAt(i) == ',' ? 1 : 0;
    }
    if (ranges > 5) {
      abuse(to, "range-many", 0.62, "many ranges at once");
    }
    for (String part : value.substring(value.indexOf('=') + 1).split(",", 20)) {
      int minus = part.indexOf('-');
      String first = minus < 0 ? "" : part.substring(0, minus).strip();
      String last = minus < 0 ? "" : part.substring(minus + 1).strip();
      if (!first.isEmpty()
          && !last.isEmpty()
          && first.length() < 18
          && last.length() < 18
          && (first + last).chars().allMatch(c -> Ascii.digit((char) c))
          && Long.parseLong(first) > Long.parseLong(last)) {
        abuse(to, "range-backwards", 0.62, "a range that ends before it starts");
      }
    }
  }

  private static void accept(String value, Verdicts to) {
    if (value.isBlank()) {
      abuse(to, "accept-empty", 0.52, "an empty field");
    }
    String lower = Ascii.lower(value);
    int charset = lower.indexOf("charset");
    if (charset >= 0) {
      charset(lower, charset, to);
    }
  }

  private static void cache(String value, Verdicts to) {
    if (value.isBlank()) {
      return;
    }
    for (String part : value.split(",", 20)) {
      String directive = Ascii.lower(part.strip());
      int equals = directive.indexOf('=');
      String name = equals < 0 ? directive : directive.substring(0, equals).strip();
      if (!CACHE.contains(name)) {
        abuse(to, "cache-syntax", 0.56, "a directive that is none");
        return;
      }
    }
  }

  private static void connection(String value, Verdicts to) {
    String lower = Ascii.lower(value);
    int alive = lower.indexOf("keep-alive");
    int close = lower.indexOf("close");
    if (alive >= 0 && close >= 0
        || alive >= 0 && lower.indexOf("keep-alive", alive + 1) > 0
        || close >= 0 && lower.indexOf("close", close + 1) > 0) {
      abuse(to, "connection-contradiction", 0.6, "contradicting wishes for the connection");
    }
  }

  private static boolean token(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!Ascii.word(c) && "!#$%&'*+-.^`|~:".indexOf(c) < 0) {
        return false;
      }
    }
    return !name.isEmpty();
  }
}
