// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.sallyport.wire.api.ApiJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** JSON that is written once and served many times, packed at most once. Safe for any thread. */
final class JsonBody {
  private static final int PACK_FROM_BYTES = 1024;

  private final byte[] plain;
  private volatile byte @Nullable [] packed;

  private JsonBody(byte[] plain) {
    this.plain = plain;
  }

  static JsonBody of(Object view) {
    try {
      return new JsonBody(ApiJson.mapper().writeValueAsBytes(view));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonBody ofBytes(byte[] json) {
    return new JsonBody(json);
  }

  byte[] plain() {
    return plain;
  }

  /** Returns the answer to a request, packed when the client takes it and it pays. */
  HttpResponse answer(HttpRequest request) {
    var headers =
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.JSON)
            .set("cache-control", "no-cache")
            .set("vary", "accept-encoding");
    if (plain.length < PACK_FROM_BYTES
        || !request.headers().get("accept-encoding", "").contains("gzip")) {
      return HttpResponse.of(headers.build(), HttpData.wrap(plain));
    }
    return HttpResponse.of(
        headers.set("content-encoding", "gzip").build(), HttpData.wrap(packedBytes()));
  }

  private byte[] packedBytes() {
    byte[] known = packed;
    if (known != null) {
      return known;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 4);
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] made = bytes.toByteArray();
    packed = made;
    return made;
  }
}
