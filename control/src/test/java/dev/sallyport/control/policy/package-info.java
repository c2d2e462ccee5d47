// SPDX-License-Identifier: Apache-2.0

/** Tests of policies on their way to the nodes. */
@NullMarked
package dev.sallyport.control.policy;

import org.jspecify.annotations.NullMarked;
