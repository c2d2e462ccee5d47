// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.sallyport.policy.baseline;

import org.jspecify.annotations.NullMarked;
