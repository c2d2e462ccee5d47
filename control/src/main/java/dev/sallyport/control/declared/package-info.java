// SPDX-License-Identifier: Apache-2.0
/**
 * What the objects of a cluster declare of its workloads: ways in, policies of any engine, rights
 * on the Kubernetes API. Pure functions of the objects, as the API writes them in JSON; start at
 * {@link dev.sallyport.control.declared.WorkloadDeclarations}.
 */
@NullMarked
package dev.sallyport.control.declared;

import org.jspecify.annotations.NullMarked;
