// SPDX-License-Identifier: Apache-2.0

/**
 * The application as parties and edges. Read {@link dev.sallyport.blueprint.graph.Blueprint} first;
 * {@link dev.sallyport.blueprint.graph.LiveBlueprint} accumulates summaries into it.
 */
@NullMarked
package dev.sallyport.blueprint.graph;

import org.jspecify.annotations.NullMarked;
