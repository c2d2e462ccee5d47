// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.sallyport.policy.network;

import org.jspecify.annotations.NullMarked;
