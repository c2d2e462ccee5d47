// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Severity;

/** Reads an argument as JavaScript, in a browser and on a server. */
final class ScriptDetector implements Detector {
  private static final int SIGNS =
      Glance.PARENTHESIS | Glance.BRACKET | Glance.BACKTICK | Glance.DOLLAR;

  @Override
  public void examine(Sample sample, Suspicions to) {
    if (!sample.knows(Kind.SCRIPT) && !sample.has(SIGNS)) {
      return;
    }
    String dense = Words.dense(sample.lower(), 4096);
    server(sample, dense, to);
    if (sample.knows(Kind.SCRIPT)) {
      browser(sample, dense, to);
    }
    if (sample.has(Glance.BRACKET) && sample.has(Glance.BANG | Glance.BACKTICK)) {
      puzzles(dense, to);
    }
  }

  private static void server(Sample sample, String dense, Suspicions to) {
    String text = sample.lower();
    if (dense.contains("$$nd_func$$")) {
      code(to, "node-serialised", 0.95, "a serialised function");
    }
    if (dense.contains("__proto__")
        || Words.hasAny(
            dense,
            "constructor.prototype",
            "constructor[prototype",
            "constructor['prototype",
            "constructor[\"prototype",
            "[constructor][prototype]",
            "__definegetter__",
            "__definesetter__")) {
      code(to, "node-prototype", 0.82, "reaches for the prototype of all objects");
    }
    if (Words.calls(text, "require") || text.contains("require[")) {
      boolean module = Words.hasAny(dense, "child_process", "'fs'", "\"fs\"", "'vm'", "process");
      code(to, "node-require", module ? 0.92 : 0.64, "loads a module");
    }
    if (Words.hasAny(
        dense,
        "child_process",
        "process.mainmodule",
        "process.binding",
        "module.exports",
        "process.env",
        "process[",
        "process.exit",
        "process.kill",
        "globalthis[",
        "_load(",
        "process.dlopen",
        ".spawnsync(",
        ".execsync(",
        "import('fs",
        "global.process")) {
      code(to, "node-process", sample.prose() ? 0.6 : 0.8, "reaches for the process");
    }
    if (Words.hasAny(
        dense,
        "newfunction(",
        "function(){",
        "function()",
        "settimeout(",
        "setinterval(",
        "setimmediate(",
        "eval(",
        "string.fromcharcode",
        "unescape(",
        "decodeuricomponent(",
        "newbuffer(",
        "buffer.from(",
        "reflect.construct(")) {
      boolean many = Words.hasAny(dense, "fromcharcode", "eval(", "newfunction(");
      boolean word = !dense.contains("eval(") || Words.calls(text, "eval");
      code(to, "script-call", !word ? 0.3 : many ? 0.72 : 0.6, "makes code from text");
    }
    if (Words.hasAny(
        dense,
        "console.log",
        "console.info",
        "console.error",
        "console.debug",
        "console.table",
        "console.dir",
        "console.trace",
        "console.warn",
        "console.assert",
        "console.group",
        "console.time",
        "console.count",
        "console.clear",
        "console.profile")) {
      code(to, "script-call", sample.prose() ? 0.3 : 0.56, "writes to a console");
    }
    if (dense.contains("while(") && endless(dense)) {
      code(to, "script-endless", 0.7, "a loop without end");
    }
    if (text.contains(":module:")
        || dense.contains("\"_response\"")
        || dense.contains("resolved_model")
        || dense.contains("$1:__proto__")) {
      code(to, "node-flight", 0.85, "internals of a server component message");
    }
  }

  private static boolean endless(String dense) {
    int start = dense.indexOf("while(") + 6;
    int close = dense.indexOf(')', start);
    if (close < 0) {
      return false;
    }
    String test = dense.substring(start, close);
    boolean constant =
        Words.hasAny(
            " " + test + " ",
            " true ",
            " false ",
            " null ",
            " nan ",
            " undefined ",
            "!nan",
            "!null",
            "!false",
            "!0",
            "!undefined");
    boolean plain =
        test.isEmpty() || Ascii.digit(test.charAt(0)) || "!'\"[{-+".indexOf(test.charAt(0)) >= 0;
    return constant
        || plain
        || " string number object array function date math json boolean symbol "
            .contains(" " + test + " ")
        || test.startsWith("new")
        || test.startsWith("infinity");
  }

  private static void browser(Sample sample, String dense, Suspicions to) {
    String text = sample.lower();
    boolean prose = sample.prose();
    String plain = dense.replace("(", "").replace(")", "");
    if (Words.hasAny(
            plain,
            "document.cookie",
            "document[\"cookie",
            "document['cookie",
            "document.domain",
            "document.write",
            "document.location",
            "document.body",
            "document.createelement",
            "document.forms",
            "document.referrer",
            "document.documentelement",
            "window.location",
            "window.name",
            "window[",
            "self[",
            "top[",
            "parent[",
            "frames[",
            "globalthis[",
            "this[",
            ".innerhtml",
            ".outerhtml",
            ".parentnode",
            "window.open",
            "top.location",
            "self.location",
            "localstorage.getitem",
            "sessionstorage.getitem",
            "location.href=",
            "document.getelement",
            "location.hash",
            "navigator.sendbeacon",
            "document.url")
        || text.contains("xmlhttprequest")) {
      script(to, "script-document", prose ? 0.5 : 0.72, "reaches for the page or the window");
    }
    for (String call :
        new String[] {
          "alert",
          "confirm",
          "prompt",
          "atob",
          "btoa",
          "eval",
          "settimeout",
          "setinterval",
          "fetch",
          "execscript",
          "msgbox",
          "importscripts"
        }) {
      if (Words.calls(text, call)) {
        boolean shaped = sample.words() <= 12 || sample.has(Glance.SEMICOLON | Glance.QUOTE);
        boolean sure = call.equals("alert") || call.equals("atob") || call.equals("btoa");
        script(
            to,
            "script-call",
            prose ? 0.4 : sure && shaped ? 0.66 : 0.58,
            "calls a function of browsers");
      }
    }
    if (Words.hasAny(
            dense,
            "alert`",
            "eval`",
            "prompt`",
            "confirm`",
            "call`",
            "apply`",
            "map`",
            "sort`",
            "${alert",
            "${eval",
            "settimeout`",
            "constructor`",
            "=alert",
            "onerror=eval")
        || text.contains("throwonerror")) {
      script(to, "script-call", 0.75, "calls a function without parentheses");
    }
    if (dense.contains("import{") && dense.contains("}from")) {
      script(to, "script-call", prose ? 0.3 : 0.62, "imports a module");
    }
    if (dense.contains("constructor.constructor")
        || dense.contains("$eval(")
        || dense.contains("$on.constructor")) {
      script(to, "script-template", 0.9, "leaves the sandbox of a template");
    }
  }

  /** Code made of brackets and exclamation marks only. */
  private static void puzzles(String dense, Suspicions to) {
    if (dense.contains("![]") || dense.contains("!+[]") || dense.contains("+!![]")) {
      int signs = 0;
      for (int i = 0; i < dense.length(); i++) {
        signs += "![]()+".indexOf(dense.charAt(i)) >= 0 ? 1 : 0;
      }
      if (signs >= 8 && signs * 10 >= dense.length() * 6 || dense.contains("(![]+[])")) {
        script(to, "script-puzzle", 0.88, "code made of brackets");
      }
    }
    if (dense.contains("[].") && dense.contains("call`")) {
      script(to, "script-call", 0.8, "calls a function without parentheses");
    }
  }

  private static void code(Suspicions to, String detector, double score, String evidence) {
    to.add(detector, AttackFamily.CODE_INJECTION, Severity.HIGH, score, evidence);
  }

  static void script(Suspicions to, String detector, double score, String evidence) {
    to.add(detector, AttackFamily.CROSS_SITE_SCRIPTING, Severity.HIGH, score, evidence);
  }
}
