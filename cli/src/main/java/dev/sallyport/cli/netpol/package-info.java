// SPDX-License-Identifier: Apache-2.0

/** What the network policies in a folder of manifests allow. */
@NullMarked
package dev.sallyport.cli.netpol;

import org.jspecify.annotations.NullMarked;
