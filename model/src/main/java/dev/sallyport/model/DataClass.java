// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

/**
 * A kind of sensitive data. Names are those that Microsoft Presidio and the field's scanners use,
 * so that reports can be compared; they are stable, since stored summaries name them.
 */
public enum DataClass {
  CREDIT_CARD(DataGroup.FINANCIAL),
  IBAN_CODE(DataGroup.FINANCIAL),
  US_SSN(DataGroup.NATIONAL_IDENTIFIER),
  US_ITIN(DataGroup.NATIONAL_IDENTIFIER),
  EMAIL_ADDRESS(DataGroup.CONTACT),
  PHONE_NUMBER(DataGroup.CONTACT),
  IP_ADDRESS(DataGroup.CONTACT),
  DATE_OF_BIRTH(DataGroup.PERSONAL),
  PERSON(DataGroup.PERSONAL),
  STREET_ADDRESS(DataGroup.CONTACT),
  GEO_POSITION(DataGroup.PERSONAL),
  SECRET(DataGroup.CREDENTIAL),
  SOURCE_CODE(DataGroup.INTELLECTUAL_PROPERTY);

  private final DataGroup group;

  DataClass(DataGroup group) {
    this.group = group;
  }

  /** Returns what the class belongs to. */
  public DataGroup group() {
    return group;
  }
}
