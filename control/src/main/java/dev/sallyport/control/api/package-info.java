// SPDX-License-Identifier: Apache-2.0

/**
 * What people and programs read: REST, live streams, metrics, and the files of the web page. Read
 * {@link dev.sallyport.control.api.ApiServer} first. Nothing here changes anything.
 */
@NullMarked
package dev.sallyport.control.api;

import org.jspecify.annotations.NullMarked;
