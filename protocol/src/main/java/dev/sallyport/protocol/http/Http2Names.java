// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.RpcOperation;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/** What the pseudo fields of an HTTP/2 head say: the operation, the host, the status. */
final class Http2Names {
  private Http2Names() {}

  static Operation operation(String sent, String target, @Nullable CharSequence contentType) {
    if (GrpcStatus.isRpc(contentType)) {
      RpcOperation call = GrpcStatus.operation(target);
      if (call != null) {
        return call;
      }
    }
    String method = RequestNames.method(sent);
    if (target.isEmpty()) {
      return new HttpOperation(method, "{authority}", Protocol.HTTP2);
    }
    return new HttpOperation(
        method, target.equals("*") ? "*" : PathTemplate.of(target), Protocol.HTTP2);
  }

  static String authority(Http2Headers headers) {
    CharSequence authority = headers.authority();
    if (authority == null) {
      authority = headers.get("host");
    }
    return authority == null ? "" : Authority.host(authority.toString());
  }

  static int status(@Nullable CharSequence text) {
    if (text == null || text.length() != 3) {
      return 0;
    }
    int status = 0;
    for (int i = 0; i < 3; i++) {
      if (!Segment.isDigit(text.charAt(i))) {
        return 0;
      }
      status = status * 10 + text.charAt(i) - '0';
    }
    return status;
  }
}
