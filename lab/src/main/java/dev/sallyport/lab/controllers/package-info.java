// SPDX-License-Identifier: Apache-2.0
/**
 * The control loops of the lab: workloads to pods, pods to nodes, services to endpoints. Read
 * {@link dev.sallyport.lab.controllers.ControlLoop} first.
 */
@NullMarked
package dev.sallyport.lab.controllers;

import org.jspecify.annotations.NullMarked;
