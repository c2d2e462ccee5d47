// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Optional;

/** Reads one owner reference. */
final class OwnerReader implements Json.Field {
  boolean controller;
  private String apiVersion = "";
  private String kind = "";
  private String name = "";
  private String uid = "";

  @Override
  public void read(String field, JsonParser in) throws IOException {
    switch (field) {
      case "apiVersion" -> apiVersion = Json.text(in);
      case "kind" -> kind = Json.text(in);
      case "name" -> name = Json.text(in);
      case "uid" -> uid = Json.text(in);
      case "controller" -> controller = Json.flag(in);
      default -> in.skipChildren();
    }
  }

  Optional<OwnerRef> ref() {
    return kind.isEmpty() || name.isEmpty()
        ? Optional.empty()
        : Optional.of(new OwnerRef(apiVersion, kind, name, uid));
  }

  /** Returns the controller of the object at whose opening brace the parser stands. */
  static Optional<OwnerRef> ofObject(JsonParser in) throws IOException {
    Found found = new Found();
    Json.fields(
        in,
        (field, object) -> {
          if (field.equals("metadata")) {
            Json.fields(object, found);
          } else {
            object.skipChildren();
          }
        });
    return found.owner;
  }

  private static final class Found implements Json.Field {
    private Optional<OwnerRef> owner = Optional.empty();

    @Override
    public void read(String field, JsonParser in) throws IOException {
      if (!field.equals("ownerReferences")) {
        in.skipChildren();
        return;
      }
      Json.items(
          in,
          item -> {
            OwnerReader reader = new OwnerReader();
            Json.fields(item, reader);
            if (reader.controller || owner.isEmpty()) {
              owner = reader.ref().or(() -> owner);
            }
          });
    }
  }
}
