// SPDX-License-Identifier: Apache-2.0

/**
 * The operator's tool. Read {@link dev.sallyport.cli.Main} for the commands, {@link
 * dev.sallyport.cli.ControlClient} for how they ask, {@link dev.sallyport.cli.Table} for how they
 * answer. Commands render to text by pure functions and print it in one place.
 */
@NullMarked
package dev.sallyport.cli;

import org.jspecify.annotations.NullMarked;
