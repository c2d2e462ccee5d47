// SPDX-License-Identifier: Apache-2.0
/**
 * The process inside the lab's own namespaces that holds everything together, and the door to it.
 * Read {@link dev.sallyport.lab.supervisor.Supervisor} first.
 */
@NullMarked
package dev.sallyport.lab.supervisor;

import org.jspecify.annotations.NullMarked;
