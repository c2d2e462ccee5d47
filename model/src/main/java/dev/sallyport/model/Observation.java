// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/**
 * One fact from a decoder, in the order in which the bytes gave it.
 *
 * <p>{@code stream} tells multiplexed exchanges of one connection apart and is 0-based and
 * increasing for protocols without multiplexing. {@code atNanos} is monotonic time. {@code offset}
 * counts the bytes of that direction up to and including the fact, so that bytes can be held back
 * or cut exactly there.
 */
public sealed interface Observation {

  /** Returns the number of the exchange on its connection. */
  long stream();

  /** Returns the monotonic time of the fact. */
  long atNanos();

  /**
   * The whole head of a request was read.
   *
   * @param stream exchange number
   * @param atNanos monotonic time
   * @param offset bytes from the client up to the end of the head
   * @param operation what is called
   * @param authority host the client named, lower case, without port; empty when none
   * @param path raw path and query as sent; empty where the protocol has none. Never logged or kept
   */
  record RequestHead(
      long stream, long atNanos, long offset, Operation operation, String authority, String path)
      implements Observation {
    public RequestHead {
      requireNonNull(operation, "operation");
      requireNonNull(authority, "authority");
      requireNonNull(path, "path");
    }
  }

  /**
   * The request ended.
   *
   * @param stream exchange number
   * @param atNanos monotonic time
   * @param offset bytes from the client up to the end of the request
   * @param bytes size of the whole request, framing included
   */
  record RequestEnd(long stream, long atNanos, long offset, long bytes) implements Observation {}

  /**
   * The head of the final answer was read; interim answers are not reported.
   *
   * @param stream exchange number
   * @param atNanos monotonic time of the first byte of the answer
   * @param offset bytes from the server up to the end of the head
   * @param status protocol status
   * @param failed whether the protocol calls that status an error
   */
  record ResponseHead(long stream, long atNanos, long offset, int status, boolean failed)
      implements Observation {}

  /**
   * The status came behind the head, with the trailers; it counts instead of the one before.
   *
   * @param stream exchange number
   * @param atNanos monotonic time
   * @param status protocol status
   * @param failed whether the protocol calls that status an error
   */
  record StatusSeen(long stream, long atNanos, int status, boolean failed) implements Observation {}

  /**
   * The body said what is called more precisely than the head; that counts from now on.
   *
   * @param stream exchange number
   * @param atNanos monotonic time
   * @param operation what is called
   * @param traits what is remarkable about the call
   */
  record OperationNamed(long stream, long atNanos, Operation operation, Set<CallTrait> traits)
      implements Observation {
    public OperationNamed {
      requireNonNull(operation, "operation");
      traits = Set.copyOf(traits);
    }
  }

  /** What is remarkable about a call that a body names. */
  enum CallTrait {
    /** Several calls in one body. */
    BATCH,
    /** Fields are asked for more than once under other names. */
    ALIASES,
    /** It asks the server what can be called. */
    INTROSPECTION,
    /** It nests deeper than people write. */
    DEEP
  }

  /**
   * One message of a conversation inside an exchange ended, as WebSocket has them.
   *
   * @param stream exchange number
   * @param atNanos monotonic time
   * @param direction who sent it
   * @param bytes size of its payload as sent
   */
  record MessageSeen(long stream, long atNanos, Direction direction, long bytes)
      implements Observation {
    public MessageSeen {
      requireNonNull(direction, "direction");
    }
  }

  /**
   * The handshake of TLS showed how the two ends speak it.
   *
   * @param stream always 0: it is about the connection as a whole
   * @param atNanos monotonic time
   * @param facts what was seen so far; said again when there is more
   */
  record TlsSeen(long stream, long atNanos, TlsFacts facts) implements Observation {
    public TlsSeen {
      requireNonNull(facts, "facts");
    }
  }

  /**
   * A data store said how many rows or documents it returned or changed. Comes before the answer
   * ends.
   *
   * @param stream exchange number
   * @param atNanos monotonic time
   * @param rows how many
   */
  record RowsSeen(long stream, long atNanos, long rows) implements Observation {}

  /**
   * The answer ended, and with it the exchange.
   *
   * @param stream exchange number
   * @param atNanos monotonic time
   * @param offset bytes from the server up to the end of the answer
   * @param bytes size of the whole answer, framing included
   */
  record ResponseEnd(long stream, long atNanos, long offset, long bytes) implements Observation {}

  /**
   * One side gave the exchange up while the connection goes on; what ended before stays ended.
   *
   * @param stream exchange number
   * @param atNanos monotonic time
   * @param requestBytes size of the request as far as it was sent, framing included
   * @param responseBytes size of the answer as far as it was sent, framing included
   */
  record GivenUp(long stream, long atNanos, long requestBytes, long responseBytes)
      implements Observation {}

  /**
   * A name was seen that says who the target is.
   *
   * @param stream exchange number, 0 for the connection as a whole
   * @param atNanos monotonic time
   * @param name host name, lower case, without port
   * @param source where it was seen
   */
  record NameSeen(long stream, long atNanos, String name, NameSource source)
      implements Observation {
    public NameSeen {
      requireNonNull(name, "name");
      requireNonNull(source, "source");
    }
  }

  /** Where a host name was seen. */
  enum NameSource {
    SNI,
    CERTIFICATE,
    HTTP_AUTHORITY,
    DNS_ANSWER
  }
}
