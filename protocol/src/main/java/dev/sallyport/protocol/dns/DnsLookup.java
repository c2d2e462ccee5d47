// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.dns;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Conversation;
import dev.sallyport.model.Exchange;
import dev.sallyport.model.LookupOperation;
import dev.sallyport.model.Outcome;
import dev.sallyport.model.Visibility;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;

/**
 * A DNS question and what became of it.
 *
 * @param operation what was asked
 * @param outcome answered with the response code, or timed out. That a name does not exist is an
 *     answer like any other; a server that fails or refuses is an error
 * @param addresses addresses given for the name, aliases followed
 * @param requestBytes size of the question
 * @param responseBytes size of the answer, 0 when there was none
 */
public record DnsLookup(
    LookupOperation operation,
    Outcome outcome,
    List<DnsRecord.Address> addresses,
    long requestBytes,
    long responseBytes) {
  private static final int NO_ERROR = 0;
  private static final int NO_SUCH_NAME = 3;
  private static final int REFUSED = 5;
  private static final int HEADER_BYTES = 12;
  private static final int TYPE_AND_CLASS_BYTES = 4;

  public DnsLookup {
    requireNonNull(operation, "operation");
    requireNonNull(outcome, "outcome");
    addresses = List.copyOf(addresses);
  }

  /**
   * Reads a question and its answer, without the length prefix of TCP and without moving an index.
   *
   * @param query the question
   * @param answerOrEmpty the answer; empty when none came
   * @return empty when the query holds no question. An answer that belongs to another question
   *     counts as none
   */
  public static Optional<DnsLookup> read(ByteBuf query, ByteBuf answerOrEmpty) {
    DnsMessage asked = DnsMessage.read(query);
    if (asked.questions().isEmpty() || asked.answer()) {
      return Optional.empty();
    }
    DnsQuestion question = asked.questions().getFirst();
    DnsMessage answer = DnsMessage.read(answerOrEmpty);
    boolean answered = answer.answer() && answer.id() == asked.id() && repeats(answer, question);
    return Optional.of(
        new DnsLookup(
            question.operation(),
            answered ? outcome(answer.responseCode()) : new Outcome.TimedOut(),
            answered ? answer.addressesOf(question.name()) : List.of(),
            query.readableBytes(),
            answerOrEmpty.readableBytes()));
  }

  /** Returns the same lookup when somebody did not let it through. */
  public DnsLookup blocked(String policy) {
    return new DnsLookup(
        operation, new Outcome.Blocked(policy), List.of(), requestBytes, responseBytes);
  }

  /**
   * Returns the answer that refuses a question (RFC 1035, 4.1.1): its number, the question again,
   * and response code 5.
   *
   * @param query a question that {@link #read} could read; no index is moved
   */
  public static byte[] refusal(ByteBuf query) {
    int start = query.readerIndex();
    int end = start + HEADER_BYTES;
    while (end < query.writerIndex() && query.getByte(end) != 0) {
      // A label, behind its length; what came in a question is never compressed.
      end += 1 + (query.getByte(end) & 0x3f);
    }
    end = Math.min(query.writerIndex(), end + 1 + TYPE_AND_CLASS_BYTES);
    byte[] answer = new byte[end - start];
    query.getBytes(start, answer);
    answer[2] = (byte) (0x80 | (answer[2] & 0x79));
    answer[3] = (byte) (0x80 | REFUSED);
    answer[4] = 0;
    answer[5] = 1;
    for (int i = 6; i < HEADER_BYTES; i++) {
      answer[i] = 0;
    }
    return answer;
  }

  /** Returns the lookup as an exchange. */
  public Exchange exchange(Conversation conversation, long startedAtNanos, long endedAtNanos) {
    long duration = Math.max(0, endedAtNanos - startedAtNanos);
    return new Exchange(
        conversation,
        operation,
        outcome,
        Visibility.full(),
        requestBytes,
        responseBytes,
        startedAtNanos,
        outcome instanceof Outcome.Answered ? duration : -1,
        duration);
  }

  /** Servers that only say that they failed may leave the question out. */
  private static boolean repeats(DnsMessage answer, DnsQuestion question) {
    return answer.questions().isEmpty()
        ? answer.responseCode() != NO_ERROR
        : answer.questions().getFirst().equals(question);
  }

  private static Outcome outcome(int code) {
    return new Outcome.Answered(code, code != NO_ERROR && code != NO_SUCH_NAME);
  }
}
