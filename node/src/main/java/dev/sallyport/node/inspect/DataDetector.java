// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sallyport.detection.MessageInspector;
import dev.sallyport.detection.attack.AttackInspector;
import dev.sallyport.detection.data.SensitiveData;
import dev.sallyport.detection.data.SensitiveDataScratch;
import dev.sallyport.model.Content;
import dev.sallyport.model.Fingerprints;
import dev.sallyport.model.Message;
import dev.sallyport.model.Place;
import dev.sallyport.model.Sighting;
import java.util.Locale;
import java.util.Set;

/** Sensitive data in all parts of a message. */
final class DataDetector implements MessageDetector {
  /** Fields that say how a message is carried and hold no data of people or credentials. */
  private static final Set<String> PLUMBING =
      Set.of(
          "accept",
          "accept-charset",
          "accept-encoding",
          "accept-language",
          "accept-ranges",
          "access-control-allow-headers",
          "access-control-allow-methods",
          "access-control-allow-origin",
          "age",
          "alt-svc",
          "b3",
          "cache-control",
          "connection",
          "content-encoding",
          "content-language",
          "content-length",
          "content-range",
          "content-security-policy",
          "content-type",
          "date",
          "etag",
          "expect",
          "expires",
          "forwarded",
          "grpc-accept-encoding",
          "grpc-encoding",
          "host",
          "if-match",
          "if-modified-since",
          "if-none-match",
          "keep-alive",
          "last-modified",
          "origin",
          "range",
          "sec-websocket-accept",
          "sec-websocket-key",
          "server",
          "strict-transport-security",
          "te",
          "traceparent",
          "tracestate",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "user-agent",
          "vary",
          "via",
          "x-b3-spanid",
          "x-b3-traceid",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-port",
          "x-forwarded-proto",
          "x-real-ip",
          "x-request-id");

  private static final Place PATH = Place.of(Place.Part.PATH);
  private static final Place QUERY = Place.of(Place.Part.QUERY);

  private final SensitiveData data;
  private final SensitiveDataScratch scratch;
  private final int fieldBytes;

  DataDetector(SensitiveData data, int fieldBytes) {
    this.data = data;
    this.scratch = data.scratch(Fingerprints.none());
    this.fieldBytes = fieldBytes;
  }

  @Override
  public void use(Fingerprints fingerprints) {
    scratch.use(fingerprints);
  }

  @Override
  public boolean readsStores() {
    return true;
  }

  @Override
  public boolean inspect(Message message, Claims claims) {
    boolean whole = head(message, claims);
    for (Content content : message.contents()) {
      whole &= data.inspect(content, scratch, sighting -> claim(sighting, claims));
    }
    return whole;
  }

  /** Looks at the target and the fields alone; returns whether all of them was looked at. */
  boolean head(Message message, Claims claims) {
    boolean whole = target(message.target(), claims);
    for (Message.Field field : message.fields()) {
      whole &= field(field, claims);
    }
    return whole;
  }

  private boolean target(String target, Claims claims) {
    if (target.isEmpty()) {
      return true;
    }
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    boolean whole = true;
    if (mark >= 0 && mark + 1 < target.length()) {
      byte[] query = target.substring(mark + 1).getBytes(ISO_8859_1);
      int length = Math.min(query.length, fieldBytes);
      Content fields =
          new Content(QUERY, Content.Form.URL_ENCODED, query, 0, length, length == query.length);
      whole =
          data.inspect(fields, scratch, sighting -> claim(sighting, claims))
              && length == query.length;
    }
    // Each segment by itself: digits of neighbours are no number.
    int from = 0;
    while (from < path.length() && from < fieldBytes) {
      int slash = path.indexOf('/', from);
      int end = slash < 0 ? path.length() : slash;
      if (end - from > 5) {
        byte[] segment = path.substring(from, end).getBytes(ISO_8859_1);
        data.inspectField(
            PATH, segment, 0, segment.length, scratch, sighting -> claim(sighting, claims));
      }
      from = end + 1;
    }
    return whole && path.length() <= fieldBytes;
  }

  /** Returns what looks for attacks and for data in contents over one walk. */
  MessageInspector beside(AttackInspector attacks) {
    return new MessageInspector(data, scratch, attacks);
  }

  private boolean field(Message.Field field, Claims claims) {
    String name = field.name().toLowerCase(Locale.ROOT);
    if (field.value().length() < 6 || PLUMBING.contains(name)) {
      return true;
    }
    byte[] value = field.value().getBytes(ISO_8859_1);
    int length = Math.min(value.length, fieldBytes);
    Place place = new Place(Place.Part.HEADER, name);
    data.inspectField(place, value, 0, length, scratch, sighting -> claim(sighting, claims));
    return length == value.length;
  }

  static void claim(Sighting sighting, Claims claims) {
    if (Inspection.claims(sighting)) {
      claims.sighting(StoredValues.placed(sighting));
    }
  }
}
