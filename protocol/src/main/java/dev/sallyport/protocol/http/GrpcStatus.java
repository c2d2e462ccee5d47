// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import dev.sallyport.model.Protocol;
import dev.sallyport.model.RpcOperation;
import org.jspecify.annotations.Nullable;

/** How gRPC names calls and their outcome over HTTP/2. */
final class GrpcStatus {
  private static final int UNKNOWN = 2;
  private static final int NAME_CHARS_MAX = 128;

  private GrpcStatus() {}

  static boolean isRpc(@Nullable CharSequence contentType) {
    String prefix = "application/grpc";
    if (contentType == null || contentType.length() < prefix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (Character.toLowerCase(contentType.charAt(i)) != prefix.charAt(i)) {
        return false;
      }
    }
    return contentType.length() == prefix.length()
        || contentType.charAt(prefix.length()) == '+'
        || contentType.charAt(prefix.length()) == ';';
  }

  /** Names the call {@code /package.Service/Method}; null when the path is none. */
  static @Nullable RpcOperation operation(String path) {
    int slash = path.indexOf('/', 1);
    if (slash < 2 || path.charAt(0) != '/') {
      return null;
    }
    String service = path.substring(1, slash);
    String method = path.substring(slash + 1);
    return isName(service) && isName(method)
        ? new RpcOperation(service, method, Protocol.GRPC)
        : null;
  }

  private static boolean isName(String name) {
    if (name.isEmpty() || name.length() > NAME_CHARS_MAX) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char each = name.charAt(i);
      if (!Segment.isLetter(each) && !Segment.isDigit(each) && each != '_' && each != '.') {
        return false;
      }
    }
    return true;
  }

  /** Returns the status that the trailers name, else what the HTTP status says about it. */
  static int of(@Nullable CharSequence grpcStatus, int httpStatus) {
    if (grpcStatus != null) {
      return number(grpcStatus);
    }
    return switch (httpStatus) {
      case 400 -> 13;
      case 401 -> 16;
      case 403 -> 7;
      case 404 -> 12;
      case 429, 502, 503, 504 -> 14;
      default -> UNKNOWN;
    };
  }

  /**
   * Returns whether the server failed, as OpenTelemetry counts it: unknown, deadline exceeded,
   * unimplemented, internal, unavailable, data loss. Others say that the caller was wrong.
   */
  static boolean failed(int status) {
    return switch (status) {
      case UNKNOWN, 4, 12, 13, 14, 15 -> true;
      default -> false;
    };
  }

  private static int number(CharSequence text) {
    int number = 0;
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if (i == 3 || !Segment.isDigit(each)) {
        return UNKNOWN;
      }
      number = number * 10 + each - '0';
    }
    return text.isEmpty() ? UNKNOWN : number;
  }
}
