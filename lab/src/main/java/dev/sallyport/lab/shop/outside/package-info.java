// SPDX-License-Identifier: Apache-2.0

/**
 * Hosts beyond the cluster that the shop calls: read {@link
 * dev.sallyport.lab.shop.outside.OutsideHosts} first.
 */
@NullMarked
package dev.sallyport.lab.shop.outside;

import org.jspecify.annotations.NullMarked;
