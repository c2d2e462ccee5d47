// SPDX-License-Identifier: Apache-2.0
/**
 * Namespaces, cables, addresses, service rules and names of the lab. Read {@link
 * dev.sallyport.lab.network.Fabric} first.
 */
@NullMarked
package dev.sallyport.lab.network;

import org.jspecify.annotations.NullMarked;
