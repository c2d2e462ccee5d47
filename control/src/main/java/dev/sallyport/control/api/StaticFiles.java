// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.file.HttpFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files of the web page, from a directory or from the program itself. A path that is no file
 * and does not look like one gets the page, which then shows what the path means.
 *
 * <p>Files under {@code assets/} carry a hash in their name and may be kept for ever; the page
 * itself is asked for each time. The page may load nothing from elsewhere.
 */
final class StaticFiles implements HttpService {
  private static final String CLASSPATH = "dev/sallyport/control/ui/";

  private static final String SECURITY_POLICY =
      "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'"
          + " data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:;"
          + " object-src 'none'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

  private final @Nullable Path directory;

  StaticFiles(Optional<Path> directory) {
    this.directory = directory.map(Path::toAbsolutePath).map(Path::normalize).orElse(null);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) throws Exception {
    if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
      return Problems.of(
          HttpStatus.METHOD_NOT_ALLOWED,
          "method-not-allowed",
          "The method does not fit",
          request.method() + " on " + context.path() + " (expected: GET)");
    }
    String path = context.decodedPath().substring(1);
    String wanted = path.isEmpty() ? "index.html" : path;
    HttpFile file = file(wanted);
    if (file == null && !lastPart(wanted).contains(".")) {
      wanted = "index.html";
      file = file(wanted);
    }
    if (file == null) {
      return wanted.equals("index.html") ? noPage() : Problems.notFound("no file " + path);
    }
    return file.asService().serve(context, request);
  }

  private @Nullable HttpFile file(String name) {
    if (name.contains("..") || name.contains("\\") || name.startsWith("/")) {
      return null;
    }
    String cached = name.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache";
    if (directory != null) {
      Path file = directory.resolve(name).normalize();
      if (!file.startsWith(directory) || !Files.isRegularFile(file)) {
        return null;
      }
      return headers(HttpFile.builder(file), cached);
    }
    ClassLoader loader = StaticFiles.class.getClassLoader();
    return loader.getResource(CLASSPATH + name) == null || name.endsWith("/")
        ? null
        : headers(HttpFile.builder(loader, CLASSPATH + name), cached);
  }

  private static HttpFile headers(
      com.linecorp.armeria.server.file.HttpFileBuilder builder, String cached) {
    return builder
        .setHeader("cache-control", cached)
        .setHeader("content-security-policy", SECURITY_POLICY)
        .setHeader("x-content-type-options", "nosniff")
        .setHeader("referrer-policy", "no-referrer")
        .build();
  }

  private static HttpResponse noPage() {
    return HttpResponse.of(
        HttpStatus.OK,
        MediaType.PLAIN_TEXT_UTF_8,
        "Sallyport control runs. The web page was not built into this program and"
            + " SALLYPORT_UI_DIR does not name a directory that holds it.\n"
            + "The API is at /api/v1, its description at /api/v1/openapi.json.\n");
  }

  private static String lastPart(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
