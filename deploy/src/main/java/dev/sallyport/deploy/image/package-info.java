// SPDX-License-Identifier: Apache-2.0
/**
 * Container images written as archives, without a container runtime and without a registry; start
 * at {@link dev.sallyport.deploy.image.ImageBuild}.
 */
@NullMarked
package dev.sallyport.deploy.image;

import org.jspecify.annotations.NullMarked;
