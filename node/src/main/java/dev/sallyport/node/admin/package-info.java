// SPDX-License-Identifier: Apache-2.0

/** Health and metrics of the node program. Read {@link dev.sallyport.node.admin.AdminServer}. */
@NullMarked
package dev.sallyport.node.admin;

import org.jspecify.annotations.NullMarked;
