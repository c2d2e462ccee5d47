// SPDX-License-Identifier: Apache-2.0

/** The node link. */
@NullMarked
package dev.sallyport.wire.link;

import org.jspecify.annotations.NullMarked;
