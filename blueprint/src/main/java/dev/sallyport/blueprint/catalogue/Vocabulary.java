// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.catalogue;

import java.util.Locale;
import java.util.Set;

/** What words say by themselves about the part they play in a path. */
final class Vocabulary {
  /** Words that name something fixed even where ids stand beside them. */
  private static final Set<String> FIXED =
      Set.of(
          "me",
          "self",
          "current",
          "mine",
          "own",
          "search",
          "find",
          "query",
          "filter",
          "list",
          "all",
          "new",
          "create",
          "add",
          "update",
          "edit",
          "delete",
          "remove",
          "batch",
          "bulk",
          "count",
          "stats",
          "statistics",
          "summary",
          "status",
          "health",
          "healthz",
          "ready",
          "readyz",
          "live",
          "livez",
          "metrics",
          "info",
          "version",
          "versions",
          "recent",
          "top",
          "popular",
          "trending",
          "featured",
          "export",
          "import",
          "upload",
          "download",
          "validate",
          "verify",
          "check",
          "preview",
          "config",
          "settings",
          "login",
          "logout",
          "register",
          "signup",
          "token",
          "tokens",
          "refresh",
          "authorize",
          "authorise",
          "callback",
          "ping",
          "docs",
          "schema",
          "schemas",
          "meta",
          "metadata",
          "history",
          "sync",
          "calculate",
          "estimate",
          "cancel",
          "confirm",
          "complete",
          "approve",
          "reject",
          "capture",
          "refund",
          "void",
          "close",
          "open",
          "reopen",
          "start",
          "stop",
          "restart",
          "pause",
          "resume",
          "enable",
          "disable",
          "activate",
          "deactivate",
          "send",
          "resend",
          "retry",
          "lock",
          "unlock",
          "copy",
          "move",
          "clone",
          "subscribe",
          "unsubscribe",
          "archive",
          "unarchive",
          "restore",
          "reset",
          "assign",
          "unassign",
          "transfer",
          "accept",
          "decline",
          "execute",
          "run",
          "test",
          "suggest",
          "autocomplete",
          "lookup",
          "download-url",
          "upload-url",
          "permissions",
          "password",
          "avatar",
          "profile",
          "overview",
          "report",
          "reports",
          "aggregate",
          "usage",
          "limits",
          "quota",
          "events",
          "logs",
          "log",
          "webhook",
          "webhooks",
          "graphql",
          "rpc",
          "batch-get",
          "batch-update",
          "mget",
          "msearch",
          "scroll");

  /** Words that may be fixed or the name of one thing. */
  private static final Set<String> OFTEN_FIXED =
      Set.of(
          "default",
          "latest",
          "public",
          "private",
          "global",
          "main",
          "system",
          "internal",
          "active",
          "pending",
          "archived",
          "shared",
          "trash",
          "root",
          "first",
          "last",
          "next");

  /** Plural in form, one thing in meaning, or a group of fixed names. */
  private static final Set<String> NOT_COLLECTIONS =
      Set.of(
          "stats",
          "statistics",
          "metrics",
          "analytics",
          "settings",
          "actions",
          "details",
          "news",
          "preferences",
          "permissions",
          "options",
          "insights",
          "features",
          "apis",
          "tools",
          "utils",
          "operations",
          "reports",
          "docs",
          "defaults",
          "limits",
          "terms",
          "helpers",
          "internals",
          "ops",
          "diagnostics",
          "logs",
          "traces");

  /** Words before a value of a property rather than before an id. */
  private static final Set<String> SELECTORS =
      Set.of(
          "status",
          "type",
          "kind",
          "category",
          "tag",
          "label",
          "country",
          "currency",
          "language",
          "lang",
          "locale",
          "region",
          "zone",
          "city",
          "state",
          "name",
          "slug",
          "username",
          "user",
          "handle",
          "key",
          "code",
          "symbol",
          "ticker",
          "environment",
          "env",
          "channel",
          "topic",
          "namespace",
          "ns",
          "tenant",
          "org",
          "organization",
          "team",
          "group",
          "role",
          "project",
          "branch",
          "ref",
          "bucket",
          "index",
          "table",
          "collection",
          "database",
          "db",
          "schema",
          "model",
          "sku",
          "product",
          "customer",
          "account",
          "pair",
          "market",
          "domain",
          "host",
          "queue",
          "stream",
          "repo",
          "repository",
          "package",
          "image",
          "plugin",
          "module",
          "person",
          "author",
          "genre",
          "brand",
          "color",
          "size",
          "date",
          "year",
          "month",
          "day",
          "week");

  private static final Set<String> PLURALS =
      Set.of("people", "children", "media", "indices", "vertices", "matrices", "criteria", "feet");

  /** Extensions that name the form of an answer. */
  static final Set<String> FORMS =
      Set.of(
          "json", "xml", "csv", "pdf", "html", "txt", "yaml", "yml", "ics", "zip", "png", "jpg",
          "svg", "atom", "rss", "mp3", "wav", "js", "css", "woff2");

  private Vocabulary() {}

  /** What a word before a segment says about it. */
  enum Prior {
    /** Start of the path, or behind {@code api} or a version: resources stand here. */
    ROOT,
    /** Behind the plural of a noun: an id stands here. */
    COLLECTION,
    /** Behind the name of a property: its value stands here. */
    SELECTOR,
    /** Behind a value: the name of something it has stands here. */
    VALUE,
    /** Nothing is known. */
    NEUTRAL
  }

  static boolean isFixed(String word) {
    return FIXED.contains(word.toLowerCase(Locale.ROOT)) || word.isEmpty() || isMarked(word);
  }

  /** Returns whether it ends in the name of a form, as {@code Messages.json} does. */
  static boolean isForm(String word) {
    return FORMS.contains(word.substring(word.lastIndexOf('.') + 1));
  }

  static boolean isOftenFixed(String word) {
    return OFTEN_FIXED.contains(word.toLowerCase(Locale.ROOT));
  }

  /** Returns whether a continuation is one that anything may have: {@code /health}. */
  static boolean isFixedEnding(String suffix) {
    return suffix.lastIndexOf('/') == 0
        && suffix.length() > 1
        && !isMarked(suffix.substring(1))
        && isFixed(suffix.substring(1));
  }

  /** {@code _search}, {@code $batch}, {@code .well-known}. */
  private static boolean isMarked(String word) {
    char first = word.charAt(0);
    return first == '_' || first == '$' || first == '.' || first == '~';
  }

  static Prior prior(Step before) {
    String word = before.text().toLowerCase(Locale.ROOT);
    if (word.isEmpty() || word.equals("api") || word.equals("apis") || word.equals("rest")) {
      return Prior.ROOT;
    }
    return switch (before.shape()) {
      case VERSION -> Prior.ROOT;
      case VALUE, NUMBERED -> Prior.VALUE;
      case WORD -> {
        String last = lastWord(before.text());
        if (SELECTORS.contains(last) || word.startsWith("by-") || word.startsWith("findby")) {
          yield Prior.SELECTOR;
        }
        yield isPlural(before.text()) ? Prior.COLLECTION : Prior.NEUTRAL;
      }
    };
  }

  /** Returns whether the last word is a noun in its plural, as names of collections are. */
  static boolean isPlural(String segment) {
    String last = lastWord(segment);
    if (NOT_COLLECTIONS.contains(last)) {
      return false;
    }
    if (PLURALS.contains(last)) {
      return true;
    }
    return last.length() > 3
        && last.endsWith("s")
        && !last.endsWith("ss")
        && !last.endsWith("us")
        && !last.endsWith("is")
        && !last.endsWith("ics");
  }

  /** Returns whether it is made as names in programs are: of two words in camel or snake case. */
  static boolean isCompound(String word) {
    for (int i = 1; i < word.length(); i++) {
      char each = word.charAt(i);
      boolean camel = Character.isUpperCase(each) && Character.isLowerCase(word.charAt(i - 1));
      if (each == '_' || camel) {
        return !word.equals(word.toUpperCase(Locale.ROOT));
      }
    }
    return false;
  }

  /** Returns whether no word of a language is written so: in capitals, or with a digit in it. */
  static boolean isMarkedName(String word) {
    boolean capitals = word.length() >= 3;
    boolean digit = false;
    for (int i = 0; i < word.length(); i++) {
      char each = word.charAt(i);
      capitals &= each >= 'A' && each <= 'Z' || each == '-' || each == '_';
      digit |= each >= '0' && each <= '9';
    }
    return capitals || (digit && word.indexOf('-') > 0);
  }

  /** Two letters, a locale, or a few capitals: codes of countries, currencies, projects. */
  static boolean isCode(String word) {
    int length = word.length();
    boolean locale = length == 5 && (word.charAt(2) == '-' || word.charAt(2) == '_');
    if (length == 2 || locale) {
      return Character.isLetter(word.charAt(0)) && Character.isLetter(word.charAt(1));
    }
    return length >= 3
        && length <= 24
        && word.chars()
            .allMatch(each -> (each >= 'A' && each <= 'Z') || each == '_' || each == '-');
  }

  private static String lastWord(String segment) {
    int from = segment.length();
    while (from > 0) {
      char each = segment.charAt(from - 1);
      if (each == '-' || each == '_' || each == '.') {
        break;
      }
      from--;
      boolean camel =
          Character.isUpperCase(each)
              && from > 0
              && Character.isLowerCase(segment.charAt(from - 1));
      if (camel) {
        break;
      }
    }
    return segment.substring(from).toLowerCase(Locale.ROOT);
  }
}
