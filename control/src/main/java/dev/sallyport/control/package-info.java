// SPDX-License-Identifier: Apache-2.0

/**
 * The control-plane program. Read {@link dev.sallyport.control.Control} first: it joins the parts,
 * which know each other only through small interfaces.
 */
@NullMarked
package dev.sallyport.control;

import org.jspecify.annotations.NullMarked;
