// SPDX-License-Identifier: Apache-2.0

/**
 * Network namespaces from Java: entering them, reading their tables and setting the one route that
 * capture needs there. Read {@link dev.sallyport.node.capture.netns.NamespaceThread} first.
 */
@NullMarked
package dev.sallyport.node.capture.netns;

import org.jspecify.annotations.NullMarked;
