// SPDX-License-Identifier: Apache-2.0

/**
 * The link between node and control. The messages are in {@code link.proto}, with the rules for
 * versions that differ; {@link dev.sallyport.wire.link.SummaryCodec} and {@link
 * dev.sallyport.wire.link.RulesetCodec} convert them to the domain.
 */
@NullMarked
package dev.sallyport.wire.link;

import org.jspecify.annotations.NullMarked;
