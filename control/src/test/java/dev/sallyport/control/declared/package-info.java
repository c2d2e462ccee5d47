// SPDX-License-Identifier: Apache-2.0

/** Tests of what objects declare of workloads. */
@NullMarked
package dev.sallyport.control.declared;

import org.jspecify.annotations.NullMarked;
