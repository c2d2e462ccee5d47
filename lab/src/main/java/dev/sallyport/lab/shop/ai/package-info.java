// SPDX-License-Identifier: Apache-2.0

/**
 * The assistant, the model server it talks to and the protocols between them: read {@link
 * dev.sallyport.lab.shop.ai.Assistant} first.
 */
@NullMarked
package dev.sallyport.lab.shop.ai;

import org.jspecify.annotations.NullMarked;
