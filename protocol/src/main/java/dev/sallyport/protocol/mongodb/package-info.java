// SPDX-License-Identifier: Apache-2.0

/** MongoDB's wire protocol. Start at {@link dev.sallyport.protocol.mongodb.MongoDecoder}. */
@NullMarked
package dev.sallyport.protocol.mongodb;

import org.jspecify.annotations.NullMarked;
