// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.util.List;

/**
 * A parameter or field of an operation; never its value.
 *
 * @param direction request or response
 * @param in where in the message: path, query, header, json, form, multipart…
 * @param name name of the parameter, or path of the field such as {@code $.items[*].sku}
 * @param types what its values are: string, integer, uuid, date-time…
 * @param messages messages that had it, of those whose fields were looked at
 * @param always whether all of them had it
 */
public record ApiFieldView(
    String direction, String in, String name, List<String> types, long messages, boolean always) {
  public ApiFieldView {
    types = List.copyOf(types);
  }
}
