// SPDX-License-Identifier: Apache-2.0
/**
 * Bodies to decoded pieces of content: {@link dev.sallyport.protocol.content.ContentReader} while
 * they pass, {@link dev.sallyport.protocol.content.MessageAssembler} for recorded ones.
 */
@NullMarked
package dev.sallyport.protocol.content;

import org.jspecify.annotations.NullMarked;
