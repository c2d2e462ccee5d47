// SPDX-License-Identifier: Apache-2.0
/** What the servers of this program share: API, link and admission. */
@NullMarked
package dev.sallyport.control.serving;

import org.jspecify.annotations.NullMarked;
