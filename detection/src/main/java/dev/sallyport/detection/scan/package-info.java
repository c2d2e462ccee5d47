// SPDX-License-Identifier: Apache-2.0

/**
 * One pass over decoded text: literals find candidates, patterns confirm them in a window. Read
 * {@link dev.sallyport.detection.scan.PatternSet} first.
 */
@NullMarked
package dev.sallyport.detection.scan;

import org.jspecify.annotations.NullMarked;
