// SPDX-License-Identifier: Apache-2.0
/** Work that is done again and again, each kind by one thread. */
@NullMarked
package dev.sallyport.control.rounds;

import org.jspecify.annotations.NullMarked;
