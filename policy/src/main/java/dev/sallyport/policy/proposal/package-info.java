// SPDX-License-Identifier: Apache-2.0

/**
 * Policies that the record of what happened suggests: allow what was seen and what must always be
 * possible, and nothing else. Read {@link dev.sallyport.policy.proposal.Proposal} first. Pure
 * functions of their arguments.
 */
@NullMarked
package dev.sallyport.policy.proposal;

import org.jspecify.annotations.NullMarked;
