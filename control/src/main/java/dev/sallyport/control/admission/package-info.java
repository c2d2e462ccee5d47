// SPDX-License-Identifier: Apache-2.0

/**
 * What the Kubernetes API asks before it takes an object: {@link
 * dev.sallyport.control.admission.AdmissionServer} answers, {@link
 * dev.sallyport.control.admission.PolicyReviewer} looks at policies, {@link
 * dev.sallyport.control.admission.WorkloadGuard} at workloads, and {@link
 * dev.sallyport.control.admission.PodInjector} gives pods what they ask for. Nothing here ever
 * stands in the way of a deletion.
 */
@NullMarked
package dev.sallyport.control.admission;

import org.jspecify.annotations.NullMarked;
