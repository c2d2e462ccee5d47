// SPDX-License-Identifier: Apache-2.0
/** The keys under which nodes turn values into fingerprints, and where they are kept. */
@NullMarked
package dev.sallyport.control.fingerprint;

import org.jspecify.annotations.NullMarked;
