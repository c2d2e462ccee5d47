// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import dev.sallyport.model.Content;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Place;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands for the detectors: knows sixteen digits and addresses, however JSON, forms and markup
 * write them, and short numbers under the key <code>pin</code>.
 */
final class DigitsFinder implements ContentFinder {
  private static final String DIGIT = "(?:\\d|\\\\u003\\d|%3\\d|&#(?:4[89]|5[0-7]);)";
  private static final Pattern CARD =
      Pattern.compile("(?<![0-9A-Za-z\\\\%])" + DIGIT + "{4}(?:[ -]?" + DIGIT + "{4}){3}(?![0-9])");
  private static final Pattern MAIL =
      Pattern.compile("[a-z0-9.]+(?:@|%40|\\\\u0040|&#64;)[a-z]+(?:\\.[a-z]+)+");
  private static final Pattern PIN = Pattern.compile("(?:\"pin\": ?\"?|pin=|<pin>)(\\d{6})");

  @Override
  public void find(Content content, Sink sink) {
    String text =
        new String(
            content.bytes(), content.offset(), content.length(), StandardCharsets.ISO_8859_1);
    all(text, sink);
    Matcher pin = PIN.matcher(text);
    while (pin.find()) {
      sink.found(DataClass.SECRET, pin.start(1), pin.end(1));
    }
  }

  @Override
  public void find(Place place, byte[] text, Sink sink) {
    all(new String(text, StandardCharsets.ISO_8859_1), sink);
  }

  private static void all(String text, Sink sink) {
    Matcher card = CARD.matcher(text);
    while (card.find()) {
      sink.found(DataClass.CREDIT_CARD, card.start(), card.end());
    }
    Matcher mail = MAIL.matcher(text);
    while (mail.find()) {
      sink.found(DataClass.EMAIL_ADDRESS, mail.start(), mail.end());
    }
  }
}
