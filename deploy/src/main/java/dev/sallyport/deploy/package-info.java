// SPDX-License-Identifier: Apache-2.0
/**
 * How Sallyport comes to a cluster; start at {@link dev.sallyport.deploy.Main}. Runs on a desk or
 * in a build, never in a cluster.
 */
@NullMarked
package dev.sallyport.deploy;

import org.jspecify.annotations.NullMarked;
