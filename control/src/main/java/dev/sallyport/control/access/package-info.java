// SPDX-License-Identifier: Apache-2.0

/**
 * Who may do what over the API: who a caller is, what they may see and change, and a record of
 * both. Read {@link dev.sallyport.control.access.Gatekeeper} first. Nothing here knows of HTTP
 * routes or of what is served.
 */
@NullMarked
package dev.sallyport.control.access;

import org.jspecify.annotations.NullMarked;
