// SPDX-License-Identifier: Apache-2.0

/** The operator's tool. */
@NullMarked
package dev.sallyport.cli;

import org.jspecify.annotations.NullMarked;
