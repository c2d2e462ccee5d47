// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import static dev.sallyport.detection.data.personal.Look.check;

import org.junit.jupiter.api.Test;

class FinancialTest {

  @Test
  void cardsOfEveryIssuerInEveryGrouping() {
    check("4111111111111111", "CREDIT_CARD 4111111111111111");
    check("pay with 5555-5555-5555-4444 now", "CREDIT_CARD 5555-5555-5555-4444");
    check("card 3782 822463 10005.", "CREDIT_CARD 3782 822463 10005");
    check("card: 6011000990139424", "CREDIT_CARD 6011000990139424");
    check("diners card 30569309025904", "CREDIT_CARD 30569309025904");
    check("cc=2223003122003222", "CREDIT_CARD 2223003122003222");
    check("visa 4111 1111 1111 1111 12/29", "CREDIT_CARD 4111 1111 1111 1111");
    check(
        "4012888888881881 4012-8888-8888-1881 4012 8888 8888 1881",
        "CREDIT_CARD 4012888888881881",
        "CREDIT_CARD 4012-8888-8888-1881",
        "CREDIT_CARD 4012 8888 8888 1881");
  }

  @Test
  void numbersThatAreNoCards() {
    check("card 4111111111111112");
    check("card 9111111111111111");
    check("x4111111111111111");
    check("4111111111111111000000");
    check("trace_id=4111111111111111");
    check("order number 4111111111111111 shipped");
    check("{\"timestamp\":4111111111111111,\"etag\":\"4111111111111111\"}");
    check("{\"order_id\":\"4111111111111111\",\"id\":4111111111111111}");
    check("GTIN 4012888888881");
    check("snowflake id 4111111111111111110");
  }

  @Test
  void theKeySaysWhatANumberIs() {
    check("{\"payment\":{\"pan\":4111111111111111}}", "CREDIT_CARD 4111111111111111");
    check("cardNumber=4111111111111111&ref=4111111111111111", "CREDIT_CARD 4111111111111111");
    check("id,card\n4111111111111111,5555555555554444\n", "CREDIT_CARD 5555555555554444");
  }

  @Test
  void accountNumbersByCountryAndCheckDigits() {
    check("IBAN DE89 3704 0044 0532 0130 00, thanks", "IBAN_CODE DE89 3704 0044 0532 0130 00");
    check("GB29NWBK60161331926819", "IBAN_CODE GB29NWBK60161331926819");
    check("NO93-8601-1117-947.", "IBAN_CODE NO93-8601-1117-947");
  }

  @Test
  void textThatIsNoAccountNumber() {
    check("DE89 3704 0044 0532 0130 01");
    check("DE89 3704 0044 0532 0130");
    check("DE56 7230 is a model name");
    check("XX29NWBK60161331926819");
    check("AGB29NWBK60161331926819");
  }

  @Test
  void routingNumbersOnlyWithTheirName() {
    check("routing number 121000358", "ABA_ROUTING_NUMBER 121000358");
    check("routing number 121000359");
    check("121000358");
  }

  @Test
  void walletsByTheirChecksum() {
    check(
        "pay 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2 now", "CRYPTO 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2");
    check("pay 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3 now");
  }
}
