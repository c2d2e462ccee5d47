// SPDX-License-Identifier: Apache-2.0

/**
 * The node's end of the link: finished summaries go up, rules come down. Read {@link
 * dev.sallyport.node.link.ControlLink} first; {@link dev.sallyport.node.link.WindowTurner} feeds
 * it.
 */
@NullMarked
package dev.sallyport.node.link;

import org.jspecify.annotations.NullMarked;
