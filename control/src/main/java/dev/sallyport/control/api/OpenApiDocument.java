// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import dev.sallyport.wire.api.ApiJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The description of the API, as the module that holds its records wrote it. */
final class OpenApiDocument {
  static final String RESOURCE = "openapi.json";

  private static volatile @Nullable JsonBody body;

  private OpenApiDocument() {}

  static HttpResponse answer(HttpRequest request) {
    JsonBody known = body;
    if (known == null) {
      known = load();
      body = known;
    }
    return known.answer(request);
  }

  private static JsonBody load() {
    try (InputStream in = ApiJson.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks " + RESOURCE);
      }
      return JsonBody.ofBytes(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
