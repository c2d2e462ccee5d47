// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import dev.sallyport.model.Content;

/** A finder that reads structure as well: keys of documents, fields of forms, columns of tables. */
public interface ContentFinder extends ValueFinder {
  /**
   * Looks into a content. It may begin or end in the middle.
   *
   * @param content valid only during the call
   * @param sink receives values in any order; indexes count from the content's first byte, and span
   *     what was written, escapes included
   */
  void find(Content content, Sink sink);
}
