// SPDX-License-Identifier: Apache-2.0

/** Redis. Read {@link dev.sallyport.protocol.redis.RedisDecoder} first. */
@NullMarked
package dev.sallyport.protocol.redis;

import org.jspecify.annotations.NullMarked;
