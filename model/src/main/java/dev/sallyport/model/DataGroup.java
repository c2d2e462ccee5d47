// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

/** What a class of sensitive data belongs to: the words in which policies and labels speak. */
public enum DataGroup {
  FINANCIAL,
  NATIONAL_IDENTIFIER,
  CONTACT,
  PERSONAL,
  HEALTH,
  CREDENTIAL,
  INTELLECTUAL_PROPERTY
}
