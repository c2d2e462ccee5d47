// SPDX-License-Identifier: Apache-2.0

/**
 * Messages to attack attempts. Read {@link dev.sallyport.detection.attack.Attacks} first: every
 * argument of a message is glanced at once; only what holds the signs or words of some interpreter
 * is decoded, within bounds, and read the way that interpreter would read it.
 */
@NullMarked
package dev.sallyport.detection.attack;

import org.jspecify.annotations.NullMarked;
