// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import static dev.sallyport.detection.attack.RequestRules.abuse;

import dev.sallyport.model.Message;
import java.util.Set;
import java.util.regex.Pattern;

/** Looks at the media type of a body and at the character sets that a request names. */
final class MediaTypeRules {
  private static final Set<String> CHARSETS_START =
      Set.of(
          "utf-8",
          "utf8",
          "iso-8859-",
          "windows-125",
          "us-ascii",
          "ascii",
          "shift_jis",
          "sjis",
          "euc-",
          "gb",
          "big5",
          "iso-2022-",
          "koi8",
          "tis-620",
          "macintosh");
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[a-z0-9!#$&^_.+*-]{1,60}/[a-z0-9!#$&^_.+*-]{1,90}");
  private static final Pattern MULTIPART_TYPE =
      Pattern.compile(
          "multipart/(form-data|related|mixed|alternative|byteranges|report|signed|digest|encrypted|parallel|x-mixed-replace)");
  private static final Pattern PARAMETERS =
      Pattern.compile(
          "(;\\s?[a-z0-9_*-]{1,40}\\s?=\\s?(\"[^\"]{0,120}\"|[^;\",() ]{0,90})\\s?)*;?\\s?");

  /** Characters of the parameters of a media type; more are never sent, and are not matched. */
  private static final int PARAMETERS_MAX = 400;

  /** Media types of most requests, which need no further look. */
  private static final Set<String> USUAL_TYPES =
      Set.of(
          "application/json",
          "application/x-www-form-urlencoded",
          "application/grpc",
          "text/plain",
          "application/xml");

  private MediaTypeRules() {}

  static void type(Message message, String value, Verdicts to) {
    if (USUAL_TYPES.contains(value)) {
      return;
    }
    String lower = Ascii.lower(value);
    int semicolon = lower.indexOf(';');
    String media = (semicolon < 0 ? lower : lower.substring(0, semicolon)).strip();
    if (!MEDIA_TYPE.matcher(media).matches() && !media.isEmpty()) {
      abuse(to, "type-syntax", 0.72, "a media type that is none");
    } else if (media.startsWith("multipart/") && !MULTIPART_TYPE.matcher(media).matches()) {
      abuse(to, "type-unknown", 0.56, "a kind of multipart nobody uses");
    }
    String rest = semicolon < 0 ? "" : lower.substring(semicolon);
    int charset = rest.indexOf("charset");
    if (charset >= 0) {
      if (rest.indexOf("charset", charset + 7) > 0) {
        abuse(to, "charset-twice", 0.68, "two character sets");
      }
      charset(rest, charset, to);
    }
    int slash = rest.indexOf('/');
    boolean boundary = rest.contains("boundary");
    boolean form =
        media.equals("application/x-www-form-urlencoded") || media.equals("application/json");
    if (slash > 0
        && Ascii.letter(rest.charAt(slash - 1))
        && (boundary && form
            || rest.contains("application/")
            || rest.contains("text/xml")
            || rest.contains("multipart/"))) {
      abuse(to, "type-twice", 0.64, "a second media type in the parameters");
    }
    boolean parameters =
        rest.length() <= PARAMETERS_MAX
            && PARAMETERS.matcher(rest.replace("\"urn:", "\"")).matches();
    if (!parameters && message.method().length() > 0) {
      abuse(to, "type-syntax", 0.6, "parameters of a media type that are none");
    }
  }

  static void charset(String rest, int at, Verdicts to) {
    int start = at + 7;
    while (start < rest.length() && "= \"'".indexOf(rest.charAt(start)) >= 0) {
      start++;
    }
    int end = start;
    while (end < rest.length() && ";\" ,'".indexOf(rest.charAt(end)) < 0) {
      end++;
    }
    String charset = rest.substring(start, end);
    boolean known =
        CHARSETS_START.stream()
            .anyMatch(
                name ->
                    name.endsWith("-")
                        ? charset.startsWith(name)
                        : charset.equals(name)
                            || (name.equals("windows-125")
                                    || name.equals("gb")
                                    || name.equals("koi8"))
                                && charset.startsWith(name));
    if (!known && charset.indexOf('/') < 0) {
      abuse(to, "charset-unknown", 0.6, "a character set that services do not take");
    }
  }
}
