// SPDX-License-Identifier: Apache-2.0

/**
 * What clients and servers of data stores and brokers say to each other besides commands: values
 * under the names of what holds them. Read {@link dev.sallyport.protocol.value.Values} first.
 */
@NullMarked
package dev.sallyport.protocol.value;

import org.jspecify.annotations.NullMarked;
