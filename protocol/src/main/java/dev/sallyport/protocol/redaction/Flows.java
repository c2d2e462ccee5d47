// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import dev.sallyport.model.Content.Form;
import dev.sallyport.model.Place;
import dev.sallyport.model.Place.Part;
import dev.sallyport.protocol.content.MediaType;
import org.jspecify.annotations.Nullable;

/** Chooses how a body is redacted by what it says it is. */
final class Flows {
  private static final int NESTING_MAX = 3;

  private Flows() {}

  /**
   * Returns what redacts a body of that type.
   *
   * @param place where it stands when it is part of another one; null for a body itself
   * @param nesting how many multiparts it stands in
   * @return null when nothing can stand in it
   */
  static @Nullable Flow of(
      Redacting redacting, MediaType type, @Nullable Place place, int nesting, Flow.Out out) {
    return switch (type.shape()) {
      case JSON -> text(redacting, Form.JSON, at(place, Part.JSON), new JsonSyntax(), out);
      case FORM -> text(redacting, Form.URL_ENCODED, at(place, Part.FORM), new PairSyntax(), out);
      case XML -> text(redacting, Form.XML, at(place, Part.XML), new MarkupSyntax(), out);
      case HTML -> text(redacting, Form.HTML, at(place, Part.TEXT), new MarkupSyntax(), out);
      case TEXT -> text(redacting, Form.PLAIN, at(place, Part.TEXT), new PlainSyntax(), out);
      case GRAPHQL ->
          text(redacting, Form.GRAPHQL, at(place, Part.GRAPHQL), new PlainSyntax(), out);
      case EVENTS, NDJSON -> new StreamFlow(redacting, out);
      case MULTIPART ->
          type.boundary().isEmpty() || nesting >= NESTING_MAX
              ? text(redacting, Form.PLAIN, at(place, Part.MULTIPART), new PlainSyntax(), out)
              : new MultipartFlow(redacting, type.boundary(), nesting, out);
      case GRPC -> new GrpcFlow(redacting, out);
      case PROTOBUF -> GrpcFlow.protobuf(redacting, out);
      case UNKNOWN -> new GuessedFlow(redacting, place, out);
      case AWS_EVENTS, BINARY -> null;
    };
  }

  private static Place at(@Nullable Place place, Part part) {
    return place == null ? Place.of(part) : place;
  }

  static Flow text(Redacting redacting, Form form, Place place, Syntax syntax, Flow.Out out) {
    return new TextFlow(redacting, form, place, syntax, out);
  }
}
