// SPDX-License-Identifier: Apache-2.0

/**
 * What happens when a machine joins: {@link dev.sallyport.control.startup.StartupTaint} lets pods
 * onto it once its program is ready.
 */
@NullMarked
package dev.sallyport.control.startup;

import org.jspecify.annotations.NullMarked;
