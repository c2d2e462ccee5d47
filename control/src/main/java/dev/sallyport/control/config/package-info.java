// SPDX-License-Identifier: Apache-2.0

/** How the program is set: {@link dev.sallyport.control.config.ControlConfig} and the bounds. */
@NullMarked
package dev.sallyport.control.config;

import org.jspecify.annotations.NullMarked;
