// SPDX-License-Identifier: Apache-2.0

/**
 * The demo application: a shop with an AI assistant, made of small real programs. Read {@link
 * dev.sallyport.lab.shop.Main} first.
 */
@NullMarked
package dev.sallyport.lab.shop;

import org.jspecify.annotations.NullMarked;
