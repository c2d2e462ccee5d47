// SPDX-License-Identifier: Apache-2.0

/** The programs that sell: read {@link dev.sallyport.lab.shop.trade.Storefront} first. */
@NullMarked
package dev.sallyport.lab.shop.trade;

import org.jspecify.annotations.NullMarked;
