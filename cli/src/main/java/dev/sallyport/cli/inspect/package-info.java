// SPDX-License-Identifier: Apache-2.0

/** The engines on recorded messages: JSON lines in, JSON lines out. */
@NullMarked
package dev.sallyport.cli.inspect;

import org.jspecify.annotations.NullMarked;
