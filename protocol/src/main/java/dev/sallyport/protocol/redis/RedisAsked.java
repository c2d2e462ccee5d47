// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redis;

import java.util.List;

/**
 * How the values of a reply are named.
 *
 * @param key pattern of the key they belong to
 * @param fields names of the values in order; empty when they have none
 * @param pairs whether names and values take turns in the reply
 */
record RedisAsked(String key, List<String> fields, boolean pairs) {}
