// SPDX-License-Identifier: Apache-2.0

/**
 * Credentials in text: tokens of known providers, keys, passwords in addresses and assignments.
 * Read {@link dev.sallyport.detection.data.secret.SecretRecogniser} first; what tokens look like
 * stands in the resource {@code rules.table}.
 */
@NullMarked
package dev.sallyport.detection.data.secret;

import org.jspecify.annotations.NullMarked;
