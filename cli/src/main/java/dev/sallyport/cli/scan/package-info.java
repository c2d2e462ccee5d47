// SPDX-License-Identifier: Apache-2.0

/**
 * What recordings made elsewhere amount to: packets, browser archives, access logs, traces. Start
 * at {@link dev.sallyport.cli.scan.ScanCommand}; each kind of recording has a reader that fills
 * {@link dev.sallyport.cli.scan.Recorded}.
 */
@NullMarked
package dev.sallyport.cli.scan;

import org.jspecify.annotations.NullMarked;
