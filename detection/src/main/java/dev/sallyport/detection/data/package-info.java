// SPDX-License-Identifier: Apache-2.0

/**
 * Sensitive data in decoded text: where it stands, what it is, its fingerprint and its mask, never
 * its value. Read {@link dev.sallyport.detection.data.SensitiveData} first.
 */
@NullMarked
package dev.sallyport.detection.data;

import org.jspecify.annotations.NullMarked;
