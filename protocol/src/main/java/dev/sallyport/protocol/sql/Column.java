// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

/**
 * A column of a result.
 *
 * @param name as the server says it
 * @param type of its values, as the server numbers types
 * @param binary whether they come in binary form
 */
record Column(String name, int type, boolean binary) {}
