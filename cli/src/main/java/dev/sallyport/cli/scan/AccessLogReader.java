// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli.scan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Message;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Visibility;
import dev.sallyport.protocol.content.ContentLimits;
import dev.sallyport.protocol.content.MessageAssembler;
import dev.sallyport.protocol.http.PathTemplate;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Access logs: the common and combined form of Apache and nginx, the default form of Envoy, and
 * lines of JSON with the names that nginx, Envoy, Traefik and Caddy give them.
 */
final class AccessLogReader {
  private static final int LINE_MAX = 64 << 10;
  private static final int SERVER_ERROR = 500;
  private static final Visibility SEEN =
      Visibility.below(Layer.PAYLOAD, "an access log holds no bodies");
  private static final Pattern COMBINED =
      Pattern.compile(
          "^(\\S++) \\S++ \\S++ \\[([^\\]]{1,40})\\] \"([A-Z]{1,20}) (\\S++)(?: [^\"]{0,20})?\" "
              + "(\\d{3}) (\\d++|-)(?: \"([^\"]*+)\" \"([^\"]*+)\")?.*$");
  private static final Pattern ENVOY =
      Pattern.compile(
          "^\\[([^\\]]{10,40})\\] \"([A-Z]{1,20}) (\\S++) [^\"]{0,20}\" (\\d{1,3}) .*$");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*+)\"");
  private static final DateTimeFormatter COMBINED_TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What one line says. */
  private record Line(
      String method,
      String target,
      int status,
      long millis,
      String host,
      long bytes,
      double seconds,
      List<Message.Field> fields) {}

  private final Recorded recorded;
  private final Inspection inspection;
  private final MessageAssembler assembler = new MessageAssembler(ContentLimits.DEFAULT);
  private final String name;

  /** Makes the reader of a log; {@code name} stands for the server where lines do not name it. */
  AccessLogReader(Recorded recorded, Inspection inspection, String name) {
    this.recorded = recorded;
    this.inspection = inspection;
    this.name = name;
  }

  /** Reads all lines; returns how many were not understood. */
  long read(BufferedReader lines) throws IOException {
    long leftOut = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isBlank()) {
        continue;
      }
      Line parsed = line.length() > LINE_MAX ? null : parse(line);
      if (parsed == null) {
        leftOut++;
      } else {
        add(parsed);
      }
    }
    return leftOut;
  }

  private void add(Line line) {
    Inspection.Found found = new Inspection.Found();
    inspection.inspect(assembler.of(line.method, line.target, 0, line.fields, new byte[0]), found);
    recorded.add(
        new Recorded.Call(
            new OutsideClient(),
            new ExternalHost(line.host.isEmpty() ? name : line.host, true),
            new HttpOperation(line.method, PathTemplate.of(path(line.target)), Protocol.HTTP1),
            line.status,
            line.status >= SERVER_ERROR,
            line.millis,
            line.seconds < 0 ? -1 : (long) (line.seconds * 1e9),
            0,
            line.bytes),
        SEEN,
        found.contents());
  }

  private static String path(String target) {
    int scheme = target.indexOf("://");
    int slash = scheme < 0 ? 0 : target.indexOf('/', scheme + 3);
    return slash < 0 ? "/" : target.substring(slash);
  }

  private static @Nullable Line parse(String line) {
    if (line.startsWith("{")) {
      return json(line);
    }
    Matcher combined = COMBINED.matcher(line);
    if (combined.matches()) {
      return combined(combined);
    }
    Matcher envoy = ENVOY.matcher(line);
    return envoy.matches() ? envoy(line, envoy) : null;
  }

  private static Line combined(Matcher line) {
    List<Message.Field> fields = new ArrayList<>();
    if (line.group(7) != null && !line.group(7).equals("-")) {
      fields.add(new Message.Field("Referer", line.group(7)));
    }
    if (line.group(8) != null && !line.group(8).equals("-")) {
      fields.add(new Message.Field("User-Agent", line.group(8)));
    }
    return new Line(
        line.group(3),
        line.group(4),
        Integer.parseInt(line.group(5)),
        combinedTime(line.group(2)),
        "",
        number(line.group(6)),
        -1,
        fields);
  }

  /** Behind the status: flags, bytes in and out, milliseconds; then quoted fields. */
  private static Line envoy(String line, Matcher start) {
    String[] words = line.substring(start.end(4)).trim().split(" ", 12);
    List<String> quoted = new ArrayList<>();
    Matcher each = QUOTED.matcher(line.substring(start.end(4)));
    while (each.find() && quoted.size() < 8) {
      quoted.add(each.group(1));
    }
    List<Message.Field> fields = new ArrayList<>();
    if (quoted.size() > 1
        && !quoted.get(quoted.size() - 4 < 0 ? 1 : quoted.size() - 4).equals("-")) {
      fields.add(
          new Message.Field(
              "User-Agent", quoted.get(quoted.size() - 4 < 0 ? 1 : quoted.size() - 4)));
    }
    String host = quoted.size() >= 2 ? quoted.get(quoted.size() - 2) : "";
    long millis = -1;
    long bytes = 0;
    for (int i = 1; i + 1 < words.length; i++) {
      if (words[i].matches("\\d+") && words[i + 1].matches("\\d+")) {
        bytes = number(words[i + 1]);
        millis = i + 2 < words.length && words[i + 2].matches("\\d+") ? number(words[i + 2]) : -1;
        break;
      }
    }
    return new Line(
        start.group(2),
        start.group(3),
        Integer.parseInt(start.group(4)),
        isoTime(start.group(1)),
        host.equals("-") ? "" : withoutPort(host),
        bytes,
        millis < 0 ? -1 : millis / 1000.0,
        fields);
  }

  private static @Nullable Line json(String line) {
    JsonNode node;
    try {
      node = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      return null;
    }
    JsonNode request = node.path("request").isObject() ? node.path("request") : node;
    String method = first(request, "method", "request_method", "RequestMethod");
    String target =
        first(request, "uri", "request_uri", "path", "RequestPath", "x-envoy-original-path", "url");
    String status = first(node, "status", "response_code", "DownstreamStatus", "OriginStatus");
    if (method.isEmpty() || target.isEmpty() || !status.matches("\\d{1,3}")) {
      return null;
    }
    List<Message.Field> fields = new ArrayList<>();
    String agent = first(node, "http_user_agent", "user_agent", "request_User-Agent");
    if (!agent.isEmpty()) {
      fields.add(new Message.Field("User-Agent", agent));
    }
    String seconds = first(node, "request_time", "duration_s");
    String millis = first(node, "duration", "duration_ms");
    return new Line(
        method.toUpperCase(Locale.ROOT),
        target,
        Integer.parseInt(status),
        isoTime(first(node, "time", "start_time", "time_iso8601", "StartUTC", "@timestamp")),
        withoutPort(first(request, "host", "http_host", "authority", "RequestHost", "server_name")),
        number(first(node, "body_bytes_sent", "bytes_sent", "size", "DownstreamContentSize")),
        seconds.isEmpty() ? decimal(millis) / 1000 : decimal(seconds),
        fields);
  }

  private static String first(JsonNode node, String... names) {
    for (String each : names) {
      String text = node.path(each).asText("");
      if (!text.isEmpty() && !text.equals("-")) {
        return text;
      }
    }
    return "";
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > 0 && host.indexOf(':') == colon ? host.substring(0, colon) : host;
  }

  private static long number(String digits) {
    return digits.matches("\\d{1,18}") ? Long.parseLong(digits) : 0;
  }

  private static double decimal(String digits) {
    return digits.matches("\\d{1,12}(\\.\\d{1,12})?") ? Double.parseDouble(digits) : -1;
  }

  private static long combinedTime(String time) {
    try {
      return ZonedDateTime.parse(time, COMBINED_TIME).toInstant().toEpochMilli();
    } catch (DateTimeParseException e) {
      return 0;
    }
  }

  private static long isoTime(String time) {
    try {
      return OffsetDateTime.parse(time).toInstant().toEpochMilli();
    } catch (DateTimeParseException e) {
      return 0;
    }
  }
}
