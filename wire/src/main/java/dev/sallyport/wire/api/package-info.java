// SPDX-License-Identifier: Apache-2.0

/**
 * The JSON of the API: what control serves and what the UI and the command line read. Read {@link
 * dev.sallyport.wire.api.BlueprintView} first.
 */
@NullMarked
package dev.sallyport.wire.api;

import org.jspecify.annotations.NullMarked;
