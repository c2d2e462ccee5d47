// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import dev.sallyport.model.Message;
import java.util.Optional;

/**
 * The head of a message as its bytes lie there, valid only during the call that hands it out. What
 * is not asked for is never turned into an object.
 */
public interface HeadView {

  /** Returns the method of a request as sent; empty for an answer. */
  String method();

  /** Returns the target of a request as sent; empty for an answer. */
  String target();

  /** Returns the status of an answer; 0 for a request. */
  int status();

  /** Returns how many fields there are. */
  int fields();

  /**
   * Returns the name of a field as sent.
   *
   * @param index 0 to {@link #fields()} - 1
   */
  String name(int index);

  /**
   * Returns the value of a field, without surrounding white space, one character for each byte.
   *
   * @param index 0 to {@link #fields()} - 1
   */
  String value(int index);

  /**
   * Returns whether a field is exactly that one, so that it need not be made again.
   *
   * @param index 0 to {@link #fields()} - 1
   * @param field to compare with
   */
  boolean is(int index, Message.Field field);

  /** Returns the value of the first field of that name, whatever its case. */
  Optional<String> first(String name);
}
