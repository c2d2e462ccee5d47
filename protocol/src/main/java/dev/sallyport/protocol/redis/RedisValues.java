// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redis;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Place;
import dev.sallyport.protocol.ContentListener;
import dev.sallyport.protocol.http.PathTemplate;
import dev.sallyport.protocol.value.Gathered;
import dev.sallyport.protocol.value.Values;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The values of one Redis connection: arguments of commands and parts of replies, under the pattern
 * of their key (<code>cart:{id}</code>) and the name of their field.
 */
final class RedisValues {
  private static final int SHORTEST = 2;
  private static final int PATTERN_MAX = 96;
  private static final int KNOWN_MAX = 64;
  private static final int FIELDS_MAX = 64;
  private static final int DIGITS_OF_VALUE = 9;

  /** Arguments of these are credentials of the connection itself, or no values. */
  private static final Set<String> SKIPPED =
      Set.of("AUTH", "HELLO", "CONFIG", "CLIENT", "ACL", "SELECT", "COMMAND", "PING");

  private static final Set<String> FIELD_PAIRS = Set.of("HSET", "HMSET", "HSETNX");
  private static final Set<String> KEY_PAIRS = Set.of("MSET", "MSETNX");
  private static final Set<String> SCRIPTS = Set.of("EVAL", "EVALSHA", "EVAL_RO", "EVALSHA_RO");

  private final Values values;
  private final Gathered command = new Gathered();
  private final Gathered reply = new Gathered();
  private final ArrayDeque<RedisAsked> asked = new ArrayDeque<>(2);
  private final Map<String, RedisAsked> known = new HashMap<>(4);
  private int replied;

  RedisValues(ContentListener listener) {
    this.values = new Values(listener, Place.Part.KEY);
  }

  void flush() {
    values.flush();
  }

  /** Part of an argument of the command that is being read. */
  void argument(ByteBuf bytes, int index, int length) {
    if (values.wanted()) {
      command.add(bytes, index, length);
    }
  }

  void argument(byte octet) {
    if (values.wanted()) {
      command.add(octet);
    }
  }

  void argumentEnded() {
    if (values.wanted()) {
      command.end();
    }
  }

  /** A command was read. */
  void command(long stream, String verb) {
    if (!values.wanted()) {
      return;
    }
    boolean keyed = RedisCommand.hasKey(verb) && command.count() > 1;
    String key = keyed ? pattern(command.text(1)) : Values.UNNAMED;
    asked.add(askedOf(verb, key));
    if (!SKIPPED.contains(verb) && command.count() > 1) {
      arguments(stream, verb, keyed, key);
    }
    command.clear();
  }

  private RedisAsked askedOf(String verb, String key) {
    boolean fields = verb.equals("HGET") || verb.equals("HMGET");
    if (fields && command.count() > 2) {
      List<String> names = new ArrayList<>(command.count() - 2);
      for (int i = 2; i < Math.min(command.count(), FIELDS_MAX); i++) {
        names.add(command.text(i));
      }
      return new RedisAsked(key, names, false);
    }
    boolean pairs = verb.equals("HGETALL") || verb.equals("CONFIG");
    String name = pairs ? "*" + key : key;
    RedisAsked same = known.get(name);
    if (same == null) {
      same = new RedisAsked(key, List.of(), pairs);
      if (known.size() < KNOWN_MAX) {
        known.put(name, same);
      }
    }
    return same;
  }

  private void arguments(long stream, String verb, boolean keyed, String key) {
    values.open(stream, Direction.FROM_CLIENT);
    if (keyed && holdsValue(1)) {
      add("key", 1);
    }
    if (KEY_PAIRS.contains(verb)) {
      for (int i = 1; i + 1 < command.count(); i += 2) {
        add(pattern(command.text(i)), i + 1);
      }
    } else if (keyed && (FIELD_PAIRS.contains(verb) || verb.equals("XADD"))) {
      values.down(key);
      for (int i = firstField(verb); i + 1 < command.count(); i += 2) {
        add(command.text(i), i + 1);
      }
      values.up();
    } else {
      for (int i = keyed || SCRIPTS.contains(verb) ? 2 : 1; i < command.count(); i++) {
        add(key, i);
      }
    }
    if (command.isCut()) {
      values.cut();
    }
    values.close();
  }

  /** Behind the key of a stream stand options, then the id, then fields. */
  private int firstField(String verb) {
    int i = 2;
    if (verb.equals("XADD")) {
      while (i < command.count() && !isId(i)) {
        i++;
      }
      i++;
    }
    return i;
  }

  private boolean isId(int part) {
    int start = command.start(part);
    byte first = command.end(part) > start ? command.bytes()[start] : 0;
    byte before =
        part > 2 && command.end(part - 1) > command.start(part - 1)
            ? command.bytes()[command.start(part - 1)]
            : 0;
    boolean bound = before == '~' || before == '=' || Character.isLetter(before);
    return first == '*' || first >= '0' && first <= '9' && !bound;
  }

  private void add(String name, int part) {
    int start = command.start(part);
    int end = command.end(part);
    if (end - start >= SHORTEST) {
      values.value(name, command.bytes(), start, end);
    }
  }

  /** Returns whether a key may itself hold something that is worth a look. */
  private boolean holdsValue(int part) {
    int digits = 0;
    for (int i = command.start(part); i < command.end(part); i++) {
      byte each = command.bytes()[i];
      digits = each >= '0' && each <= '9' ? digits + 1 : 0;
      if (each == '@' || digits == DIGITS_OF_VALUE) {
        return true;
      }
    }
    return false;
  }

  /** Part of a value of the reply that is being read. */
  void part(long stream, ByteBuf bytes, int index, int length) {
    if (values.wanted(stream)) {
      reply.add(bytes, index, length);
    }
  }

  /** A value of the reply that is being read ended. */
  void partEnded(long stream) {
    if (values.wanted(stream)) {
      reply.end();
      if (reply.isFull() && (reply.count() & 1) == 0) {
        said(stream);
      }
    }
  }

  /** What the server sent on its own is no answer. */
  void pushed() {
    reply.clear();
    replied = 0;
  }

  /** The reply ended. */
  void replied(long stream) {
    if (!values.wanted()) {
      return;
    }
    if (reply.count() > 0) {
      said(stream);
    }
    replied = 0;
    asked.poll();
    values.ended(stream);
  }

  private void said(long stream) {
    RedisAsked of = asked.peek();
    String key = of == null ? Values.UNNAMED : of.key();
    boolean named = of != null && (of.pairs() || !of.fields().isEmpty());
    values.open(stream, Direction.FROM_SERVER);
    if (named) {
      values.down(key);
    }
    for (int i = 0; i < reply.count(); i++) {
      String name = key;
      if (of != null && of.pairs()) {
        name = reply.text(i++);
        if (i == reply.count()) {
          break;
        }
      } else if (of != null && replied + i < of.fields().size()) {
        name = of.fields().get(replied + i);
      }
      if (reply.end(i) - reply.start(i) >= SHORTEST) {
        values.value(name, reply.bytes(), reply.start(i), reply.end(i));
      }
    }
    if (named) {
      values.up();
    }
    if (reply.isCut()) {
      values.cut();
    }
    values.close();
    replied += reply.count();
    reply.clear();
  }

  /** Returns a key with all parts that look like values replaced. */
  private static String pattern(String key) {
    if (key.length() > PATTERN_MAX) {
      return Values.ANY;
    }
    StringBuilder pattern = new StringBuilder(key.length());
    for (String each : key.split(":", -1)) {
      boolean value = each.length() > 32 || PathTemplate.isValue(each);
      pattern.append(pattern.isEmpty() ? "" : ":").append(value ? Values.ANY : each);
    }
    return pattern.toString();
  }
}
