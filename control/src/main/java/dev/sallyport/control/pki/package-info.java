// SPDX-License-Identifier: Apache-2.0

/**
 * Sallyport's own certificate authority: who may serve as control and who may speak as which node.
 * Read {@link dev.sallyport.control.pki.Authority} first.
 */
@NullMarked
package dev.sallyport.control.pki;

import org.jspecify.annotations.NullMarked;
