// SPDX-License-Identifier: Apache-2.0
/** The Secret in which the control programs of a cluster keep what they share. */
@NullMarked
package dev.sallyport.control.secret;

import org.jspecify.annotations.NullMarked;
