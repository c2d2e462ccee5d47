// SPDX-License-Identifier: Apache-2.0

/**
 * The catalogue of APIs: which paths are one operation, and what is known of each. Start at {@link
 * dev.sallyport.blueprint.catalogue.PathTree}.
 */
@NullMarked
package dev.sallyport.blueprint.catalogue;

import org.jspecify.annotations.NullMarked;
