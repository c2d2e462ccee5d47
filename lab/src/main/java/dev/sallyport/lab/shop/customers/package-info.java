// SPDX-License-Identifier: Apache-2.0

/** Those who shop: read {@link dev.sallyport.lab.shop.customers.DrivePlan} first. */
@NullMarked
package dev.sallyport.lab.shop.customers;

import org.jspecify.annotations.NullMarked;
