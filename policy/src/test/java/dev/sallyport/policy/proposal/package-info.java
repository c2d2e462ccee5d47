// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.sallyport.policy.proposal;

import org.jspecify.annotations.NullMarked;
