// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import static dev.sallyport.detection.data.personal.Look.check;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentifiersTest {

  /** A value that counts, beside one with a wrong check digit, shape or range that does not. */
  @ParameterizedTest
  @CsvSource({
    "US_SSN, ssn, 536-90-4399, 536-00-4399",
    "US_SSN, social security number, 536904399, 666904399",
    "US_ITIN, itin, 912-70-1234, 912-89-1234",
    "US_NPI, npi, 1245319599, 1245319590",
    "US_MBI, medicare, 1EG4-TE5-MK73, 1EG4-TE5-MS73",
    "MEDICAL_LICENSE, dea, BB1388568, BB1388569",
    "CA_SIN, sin, 130 692 544, 130 692 545",
    "AU_TFN, tfn, 876 543 210, 876 543 211",
    "AU_ABN, abn, 51 824 753 556, 51 824 753 557",
    "AU_ACN, acn, 004 085 616, 004 085 617",
    "AU_MEDICARE, medicare, 2123 45670 1, 2123 45671 1",
    "UK_NHS, nhs, 943 476 5919, 943 476 5918",
    "UK_NINO, nino, AB 12 34 56 C, BG 12 34 56 C",
    "UK_DRIVING_LICENCE, licence, MORGA657054SM9IJ, MORGA699054SM9IJ",
    "UK_POSTCODE, postcode, SW1A 1AA, XW1A 1AA",
    "UK_VEHICLE_REGISTRATION, vehicle, BD51 SMR, BD35 SMR",
    "DE_TAX_ID, steuer-id, 86095742719, 86095742718",
    "DE_VAT_ID, ust, DE136695976, DE136695977",
    "DE_HEALTH_INSURANCE, kvnr, A123456780, A123456781",
    "DE_SOCIAL_SECURITY, rentenversicherungsnummer, 15070649C103, 15070649C104",
    "DE_LANR, arztnummer, 123456601, 123456701",
    "DE_HANDELSREGISTER, amtsgericht, HRB 86891, HRB 1234567",
    "ES_NIF, dni, 12345678Z, 12345678A",
    "ES_NIE, nie, X9613851N, X9613851P",
    "IT_FISCAL_CODE, codice fiscale, RSSMRA85T10A562S, RSSMRA85Z10A562S",
    "IT_VAT_CODE, partita iva, 01333550323, 01333550324",
    "FI_PERSONAL_IDENTITY_CODE, hetu, 131052-308T, 131052-308U",
    "SE_PERSONNUMMER, personnummer, 811228-9874, 811228-9875",
    "SE_ORGANISATIONSNUMMER, orgnummer, 556703-7485, 556703-7486",
    "PL_PESEL, pesel, 44051401458, 44051401459",
    "IN_AADHAAR, aadhaar, 3998 7654 3211, 3998 7654 3212",
    "IN_PAN, permanent account, ABCPD1234Z, ABCPD123Z4",
    "IN_GSTIN, gstin, 27ABCDE1234F1Z5, 00ABCDE1234F1Z5",
    "KR_RRN, rrn, 960121-1234567, 961321-1234567",
    "KR_FRN, frn, 911124-5678906, 911124-9678906",
    "KR_BRN, brn, 104-86-56659, 104-86-56658",
    "SG_NRIC_FIN, nric, S1234567D, X1234567D",
    "TH_TNIN, thai, 1234567890121, 1234567890122",
    "TR_NATIONAL_ID, tckn, 10000000146, 10000000145",
    "ZA_ID_NUMBER, id number, 8001015009087, 8001015009086",
    "PH_TIN, tin, 000-123-456-000, 000-123-457-000",
  })
  void theRightOneCountsAndTheWrongOneDoesNot(
      String dataClass, String word, String right, String wrong) {
    check("The " + word + " is " + right + ".", dataClass + " " + right);
    check("The " + word + " is " + wrong + ".");
    check(word + " A" + right.replace(' ', '0').replace('-', '0') + "Q77");
  }

  @Test
  void numbersWithoutACheckOfTheirOwnNeedTheirName() {
    check("passport number is 912803456", "US_PASSPORT 912803456");
    check("912803456");
    check("Reisepass C01234565", "DE_PASSPORT C01234565");
    check("{\"passport\":\"J6932157\",\"build\":\"J6932157\"}", "IN_PASSPORT J6932157");
    check("MRN: 00482913", "MEDICAL_RECORD 00482913");
    check("seen 00482913 times");
  }

  @Test
  void aNameInAnotherScriptCounts() {
    check("여권번호는 M789C1234입니다", "KR_PASSPORT M789C1234");
    check("เลขบัตรประชาชน 2345678901234", "TH_TNIN 2345678901234");
  }

  @Test
  void numbersOfMachinesStaySilent() {
    check("part no. 906-58-118 rev B");
    check("epoch ms 1703335162369");
    check("{\"created_at\":1703335162369,\"seq\":44051401458}");
    check("commit 5cec851cd499b6c88478d6c37188c0c1cb618fe9");
    check("build 536-90-4399");
    check("f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
    check("price total 4,424.53 for 9327 units between 2021-2024");
  }

  @Test
  void aDateIsOneOfBirthOnlyWhereSaidSo() {
    check("born 14/11/1979", "DATE_OF_BIRTH 14/11/1979");
    check(
        "{\"dateOfBirth\":\"1979-11-14\",\"updated\":\"1979-11-14\"}", "DATE_OF_BIRTH 1979-11-14");
    check("shipped 14/11/1979");
    check("born 14/31/1979");
  }
}
