// SPDX-License-Identifier: Apache-2.0

/** The lab cluster. */
@NullMarked
package dev.sallyport.lab;

import org.jspecify.annotations.NullMarked;
