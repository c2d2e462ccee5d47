// SPDX-License-Identifier: Apache-2.0
/**
 * The lab's Kubernetes API: an object store with the semantics of a real API server and its HTTP
 * front. Read {@link dev.sallyport.lab.api.ObjectStore} first.
 */
@NullMarked
package dev.sallyport.lab.api;

import org.jspecify.annotations.NullMarked;
