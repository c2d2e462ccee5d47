// SPDX-License-Identifier: Apache-2.0

/**
 * Policies as people write them: the custom resources GuardPolicy and ClusterGuardPolicy. Read
 * {@link dev.sallyport.wire.kube.PolicySpecs} first. The records that end with Spec are the types
 * that both the schema of the custom resources and the strict reader are made of.
 */
@NullMarked
package dev.sallyport.wire.kube;

import org.jspecify.annotations.NullMarked;
