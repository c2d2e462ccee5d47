// SPDX-License-Identifier: Apache-2.0

/**
 * The link that nodes connect to: read {@link dev.sallyport.control.link.NodeLinkService} first.
 */
@NullMarked
package dev.sallyport.control.link;

import org.jspecify.annotations.NullMarked;
