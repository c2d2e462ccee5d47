// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A method that a client of AMQP 0-9-1 calls.
 *
 * @param verb its name
 * @param form which of its arguments names the destination
 */
record AmqpMethod(String verb, Form form) {

  /** Where the destination stands. */
  enum Form {
    /** Nowhere. */
    NONE,
    /** First of all. */
    FIRST,
    /** Behind a number of two bytes that nobody uses any more. */
    AFTER_TICKET,
    /** An exchange and a key; that without a name is the one that leads to the queue of the key. */
    EXCHANGE_AND_KEY
  }

  private static final Map<Integer, AmqpMethod> ASKED =
      Map.ofEntries(
          Map.entry(id(10, 11), new AmqpMethod("login", Form.NONE)),
          Map.entry(id(10, 40), new AmqpMethod("open", Form.FIRST)),
          Map.entry(id(20, 10), new AmqpMethod("channel-open", Form.NONE)),
          Map.entry(id(40, 10), new AmqpMethod("exchange-declare", Form.AFTER_TICKET)),
          Map.entry(id(40, 20), new AmqpMethod("exchange-delete", Form.AFTER_TICKET)),
          Map.entry(id(40, 30), new AmqpMethod("exchange-bind", Form.AFTER_TICKET)),
          Map.entry(id(50, 10), new AmqpMethod("queue-declare", Form.AFTER_TICKET)),
          Map.entry(id(50, 20), new AmqpMethod("queue-bind", Form.AFTER_TICKET)),
          Map.entry(id(50, 30), new AmqpMethod("queue-purge", Form.AFTER_TICKET)),
          Map.entry(id(50, 40), new AmqpMethod("queue-delete", Form.AFTER_TICKET)),
          Map.entry(id(50, 50), new AmqpMethod("queue-unbind", Form.AFTER_TICKET)),
          Map.entry(id(60, 10), new AmqpMethod("qos", Form.NONE)),
          Map.entry(id(60, 20), new AmqpMethod("consume", Form.AFTER_TICKET)),
          Map.entry(id(60, 30), new AmqpMethod("cancel", Form.NONE)),
          Map.entry(id(60, 40), new AmqpMethod("publish", Form.EXCHANGE_AND_KEY)),
          Map.entry(id(60, 70), new AmqpMethod("get", Form.AFTER_TICKET)),
          Map.entry(id(85, 10), new AmqpMethod("confirm-select", Form.NONE)),
          Map.entry(id(90, 10), new AmqpMethod("transaction-select", Form.NONE)),
          Map.entry(id(90, 20), new AmqpMethod("transaction-commit", Form.NONE)),
          Map.entry(id(90, 30), new AmqpMethod("transaction-rollback", Form.NONE)));

  static int id(int group, int method) {
    return group << 16 | method;
  }

  /** Returns the method of that id; null when it is no exchange. */
  static @Nullable AmqpMethod asked(int id) {
    return ASKED.get(id);
  }

  /** Returns whether the broker's method of that id answers one that the client called. */
  static boolean answers(int id) {
    // The login is answered by the broker's wish how to tune the connection.
    return id == id(10, 30) || ASKED.containsKey(id - 1) && id != id(10, 12);
  }

  /**
   * Returns all that the method is about: of a binding both ends, of what is published the
   * exchange, and where it has no name the queue.
   */
  List<String> destinations(FrameBytes arguments) {
    String first = destination(arguments);
    if (!verb.endsWith("bind")) {
      return List.of(first);
    }
    String second = arguments.text(arguments.uint8());
    return List.of(first, second);
  }

  String destination(FrameBytes arguments) {
    return switch (form) {
      case NONE -> "";
      case FIRST -> arguments.text(arguments.uint8());
      case AFTER_TICKET -> {
        arguments.skip(2);
        yield arguments.text(arguments.uint8());
      }
      case EXCHANGE_AND_KEY -> {
        arguments.skip(2);
        String exchange = arguments.text(arguments.uint8());
        yield exchange.isEmpty() ? arguments.text(arguments.uint8()) : exchange;
      }
    };
  }
}
