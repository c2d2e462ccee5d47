// SPDX-License-Identifier: Apache-2.0

/**
 * What the shop's programs share: a web server, callers of other programs, stores, and {@link
 * dev.sallyport.lab.shop.plumbing.Tally}, the truth about what was sent and received.
 */
@NullMarked
package dev.sallyport.lab.shop.plumbing;

import org.jspecify.annotations.NullMarked;
