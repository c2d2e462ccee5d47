// SPDX-License-Identifier: Apache-2.0
/**
 * Sallyport tried on a cluster that exists: installed, looked at, upgraded, taken away; start at
 * {@link dev.sallyport.deploy.trial.Trial}.
 */
@NullMarked
package dev.sallyport.deploy.trial;

import org.jspecify.annotations.NullMarked;
