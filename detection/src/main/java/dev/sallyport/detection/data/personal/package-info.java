// SPDX-License-Identifier: Apache-2.0

/**
 * Data of people: cards, accounts, national identifiers, contact details. What has a checksum is
 * checked; what has none counts only where words or keys beside it say what it is. Read {@link
 * dev.sallyport.detection.data.personal.PersonalData} first.
 */
@NullMarked
package dev.sallyport.detection.data.personal;

import org.jspecify.annotations.NullMarked;
