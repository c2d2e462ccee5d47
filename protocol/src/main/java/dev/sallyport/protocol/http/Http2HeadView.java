// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import dev.sallyport.model.Message;
import dev.sallyport.protocol.HeadView;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A decompressed head. */
final class Http2HeadView implements HeadView {
  private final Http2Headers headers;
  private final List<Map.Entry<CharSequence, CharSequence>> fields = new ArrayList<>();
  private final int status;

  Http2HeadView(Http2Headers headers, int status) {
    this.headers = headers;
    this.status = status;
    for (Map.Entry<CharSequence, CharSequence> each : headers) {
      CharSequence name = each.getKey();
      // Of the pseudo fields only the host says what no other accessor does.
      if (name.isEmpty() || name.charAt(0) != ':' || name.length() == 10) {
        fields.add(each);
      }
    }
  }

  @Override
  public String method() {
    CharSequence method = headers.method();
    return method == null ? "" : method.toString();
  }

  @Override
  public String target() {
    CharSequence path = headers.path();
    return path == null ? "" : path.toString();
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public int fields() {
    return fields.size();
  }

  @Override
  public String name(int index) {
    return fields.get(index).getKey().toString();
  }

  @Override
  public String value(int index) {
    return fields.get(index).getValue().toString();
  }

  @Override
  public boolean is(int index, Message.Field field) {
    Map.Entry<CharSequence, CharSequence> own = fields.get(index);
    return field.value().contentEquals(own.getValue()) && field.name().contentEquals(own.getKey());
  }

  @Override
  public Optional<String> first(String name) {
    CharSequence value = headers.get(name.toLowerCase(Locale.ROOT));
    return value == null ? Optional.empty() : Optional.of(value.toString());
  }
}
