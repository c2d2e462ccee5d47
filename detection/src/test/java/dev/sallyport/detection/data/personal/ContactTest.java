// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import static dev.sallyport.detection.data.personal.Look.check;

import org.junit.jupiter.api.Test;

class ContactTest {

  @Test
  void addressesOfEmail() {
    check(
        "write to ann.o'neil+x@mail.example.co.uk.",
        "EMAIL_ADDRESS ann.o'neil+x@mail.example.co.uk");
    check(
        "<bob@example.com>, 'eve@example.org'",
        "EMAIL_ADDRESS bob@example.com",
        "EMAIL_ADDRESS eve@example.org");
    check("a@xn--d1acufc.xn--p1ai", "EMAIL_ADDRESS a@xn--d1acufc.xn--p1ai");
    check("email=ann%40example.com&x=1", "EMAIL_ADDRESS ann%40example.com");
    check("{\"ann@example.com\":true}", "EMAIL_ADDRESS ann@example.com");
    check("mailto:jörg@example.de", "EMAIL_ADDRESS jörg@example.de");
  }

  @Test
  void atSignsThatAreNone() {
    check("@Override at user@host, see info@presidio. and x@1.2.3");
    check("git clone git@github.com:acme/tool.git");
    check("https://user:pass@db.example.com/x and https://token@db.example.com");
    check("icon@2x.png, left-pad@1.3.0, foo@bar.service");
    check(".@example.com a..@example.com");
  }

  @Test
  void telephonesWithACountryOrAsWrittenInNorthAmerica() {
    check("call +44 20 7946 0958 now", "PHONE_NUMBER +44 20 7946 0958");
    check(
        "+33 1 42 68 53 00\n+49 30 1234567 office",
        "PHONE_NUMBER +33 1 42 68 53 00",
        "PHONE_NUMBER +49 30 1234567");
    check(
        "at (415) 555-0132, 415-555-0132 or 415.555.0132",
        "PHONE_NUMBER (415) 555-0132",
        "PHONE_NUMBER 415-555-0132",
        "PHONE_NUMBER 415.555.0132");
    check("+1-278-902-6331", "PHONE_NUMBER +1-278-902-6331");
    check("{\"phone\":\"4155550132\",\"count\":4155550132}", "PHONE_NUMBER 4155550132");
    check("+639171234567", "PH_MOBILE_NUMBER +639171234567");
    check("Cep no: 05321234567", "TR_PHONE_NUMBER 05321234567");
  }

  @Test
  void numbersThatAreNoTelephones() {
    check("4155550132");
    check("order 415-555-0132");
    check("1+4155550132x and +0123456789");
    check("between 2021-2024-2025 and 10.20.30");
    check("coordinates 48.008525, 2.262123");
    check("+12");
  }

  @Test
  void addressesOfHosts() {
    check(
        "from 10.0.0.1, 192.168.1.0/24 and [2001:db8::1]:80",
        "IP_ADDRESS 10.0.0.1",
        "IP_ADDRESS 192.168.1.0/24",
        "IP_ADDRESS 2001:db8::1");
    check("::ffff:192.0.2.1", "IP_ADDRESS ::ffff:192.0.2.1");
    check(
        "mac 00:1A:2B:3C:4D:5E or 01-b3-4a-67-d9-cf",
        "MAC_ADDRESS 00:1A:2B:3C:4D:5E",
        "MAC_ADDRESS 01-b3-4a-67-d9-cf");
  }

  @Test
  void whatLooksLikeAnAddressOfAHost() {
    check("version 1.2.3.4, Chrome/120.0.0.0 v1.2.3.4 and 1.2.3.4.5");
    check("at 12:34:56, std::string, a::b, 256.1.1.1, 00:1A:2B:3C:4D");
    check("2001::db8::1 and 1:2:3:4:5:6:7");
  }

  @Test
  void namesAndPlacesByTheirKeys() {
    check(
        "{\"customer\":{\"name\":\"Mei Haddad\"},\"product\":{\"name\":\"Mei Haddad\"}}",
        "PERSON Mei Haddad");
    check(
        "{\"firstName\":\"Ann\",\"lastName\":\"O'Neil\",\"className\":\"Ann\"}",
        "PERSON Ann",
        "PERSON O'Neil");
    check(
        "{\"billing_address\":{\"street\":\"12 Mill Lane\"},\"address\":\"10.0.0.1\"}",
        "STREET_ADDRESS 12 Mill Lane",
        "IP_ADDRESS 10.0.0.1");
    check(
        "{\"lat\":48.008525,\"lng\":2.262123}", "GEO_POSITION 48.008525", "GEO_POSITION 2.262123");
    check("{\"lat\":48.008525}");
    check("{\"user\":{\"age\":42},\"cache\":{\"maxAge\":\"3600000\"}}", "AGE 42");
  }

  @Test
  void namesInTextBehindWordsThatIntroduceThem() {
    check("My name is Valeria Sato.", "PERSON Valeria Sato");
    check("Ask Dr. Katarzyna Novak or Mr. Kaya please", "PERSON Katarzyna Novak", "PERSON Kaya");
    check("My name is not important, and Mr. or Mrs. is a title");
    check("Valeria Sato met Orchid Robotics in Lisbon");
  }
}
