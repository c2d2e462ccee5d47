// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redis;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Where a command names its keys (the documentation of Redis, "Key specifications"), of those that
 * name more than the one behind the verb.
 */
final class RedisKeys {
  /** First, last (negative from the end) and distance of keys among the arguments. */
  private record Row(int first, int last, int step) {}

  private static final Row ONE = new Row(1, 1, 1);
  private static final Map<String, Row> ROWS = new HashMap<>();

  static {
    rows(
        new Row(1, -1, 1),
        "MGET DEL UNLINK EXISTS TOUCH WATCH SINTER SUNION SDIFF SINTERSTORE SUNIONSTORE SDIFFSTORE "
            + "PFCOUNT PFMERGE SUBSCRIBE PSUBSCRIBE SSUBSCRIBE");
    rows(new Row(1, -1, 2), "MSET MSETNX");
    rows(
        new Row(1, 2, 1),
        "RENAME RENAMENX COPY SMOVE LMOVE BLMOVE RPOPLPUSH BRPOPLPUSH ZRANGESTORE GEOSEARCHSTORE");
    rows(new Row(1, -2, 1), "BLPOP BRPOP BZPOPMIN BZPOPMAX");
    rows(new Row(2, -1, 1), "BITOP");
    rows(new Row(2, 2, 1), "OBJECT MEMORY XGROUP XINFO");
  }

  /** Behind which argument the number of keys stands that follow it. */
  private static final Map<String, Integer> COUNTED =
      Map.ofEntries(
          Map.entry("EVAL", 2),
          Map.entry("EVALSHA", 2),
          Map.entry("EVAL_RO", 2),
          Map.entry("EVALSHA_RO", 2),
          Map.entry("FCALL", 2),
          Map.entry("FCALL_RO", 2),
          Map.entry("ZUNION", 1),
          Map.entry("ZINTER", 1),
          Map.entry("ZDIFF", 1),
          Map.entry("LMPOP", 1),
          Map.entry("ZMPOP", 1),
          Map.entry("BLMPOP", 2),
          Map.entry("BZMPOP", 2),
          Map.entry("ZUNIONSTORE", 2),
          Map.entry("ZINTERSTORE", 2),
          Map.entry("ZDIFFSTORE", 2));

  private static final Set<String> STORING = Set.of("ZUNIONSTORE", "ZINTERSTORE", "ZDIFFSTORE");

  private RedisKeys() {}

  private static void rows(Row row, String verbs) {
    for (String each : verbs.split(" ")) {
      ROWS.put(each, row);
    }
  }

  /** Returns how many arguments have to be there, the verb included, so that all keys are. */
  static int needed(String verb, int arguments) {
    return RedisCommand.hasKey(verb) && !ROWS.containsKey(verb) && !mayStore(verb)
        ? Math.min(arguments, 2)
        : arguments;
  }

  /** Returns the keys of a command of that many arguments. */
  static Set<String> of(String verb, RedisRequests command, int arguments) {
    Set<String> keys = new LinkedHashSet<>(2);
    Integer counted = COUNTED.get(verb);
    if (counted != null) {
      counted(verb, command, counted, arguments, keys);
    } else if (verb.equals("XREAD") || verb.equals("XREADGROUP")) {
      streams(command, arguments, keys);
    } else {
      Row row = ROWS.getOrDefault(verb, RedisCommand.hasKey(verb) ? ONE : new Row(1, 0, 1));
      int last = row.last < 0 ? arguments + row.last : Math.min(row.last, arguments - 1);
      for (int i = row.first; i <= last; i += row.step) {
        keys.add(command.argument(i));
      }
      if (mayStore(verb)) {
        stored(command, arguments, keys);
      }
    }
    return keys;
  }

  private static boolean mayStore(String verb) {
    return verb.equals("SORT") || verb.equals("GEORADIUS") || verb.equals("SORT_RO");
  }

  private static void counted(
      String verb, RedisRequests command, int at, int arguments, Set<String> keys) {
    if (STORING.contains(verb)) {
      keys.add(command.argument(1));
    }
    int count = number(command.argument(at));
    for (int i = at + 1; i < Math.min((long) at + 1 + count, arguments); i++) {
      keys.add(command.argument(i));
    }
  }

  private static void streams(RedisRequests command, int arguments, Set<String> keys) {
    for (int i = 1; i < arguments; i++) {
      if (command.argument(i).equalsIgnoreCase("STREAMS")) {
        for (int key = i + 1; key < i + 1 + (arguments - i - 1) / 2; key++) {
          keys.add(command.argument(key));
        }
        return;
      }
    }
  }

  private static void stored(RedisRequests command, int arguments, Set<String> keys) {
    for (int i = 2; i < arguments - 1; i++) {
      if (command.argument(i).toUpperCase(Locale.ROOT).startsWith("STORE")) {
        keys.add(command.argument(i + 1));
      }
    }
  }

  private static int number(String text) {
    try {
      return Math.max(0, Integer.parseInt(text));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
