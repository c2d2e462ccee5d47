// SPDX-License-Identifier: Apache-2.0

/**
 * Whose process holds the other socket of a connection, where pods share the addresses of a machine
 * and no privilege is at hand. Read {@link dev.sallyport.node.identity.process.ProcessOwners}.
 */
@NullMarked
package dev.sallyport.node.identity.process;

import org.jspecify.annotations.NullMarked;
