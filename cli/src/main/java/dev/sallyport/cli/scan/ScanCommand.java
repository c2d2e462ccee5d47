// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli.scan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sallyport scan}. */
@Command(
    name = "scan",
    description = "Reads recordings: who calls what, which data moves, what looks like an attack.",
    footer = {
      "",
      "Read are: packets (pcap, pcapng; TCP that is not encrypted), HTTP archives (HAR), access logs",
      "(common, combined, Envoy, JSON lines) and traces (OTLP in JSON). What a file is, is told by how",
      "it begins. Nothing is sent anywhere; values are masked.",
      "",
      "Examples:",
      "  sallyport scan session.har",
      "  sallyport scan -o json capture.pcap | jq '.edges[] | select(.sightings != [])'",
      "  sallyport scan /var/log/nginx/"
    })
public final class ScanCommand implements Callable<Integer> {
  private static final int START_BYTES = 512;

  /** Forms of the output. */
  enum Form {
    TEXT,
    JSON
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE|DIR", arity = "1..*", description = "Recordings.")
  private List<Path> paths = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "text",
      description = "text or json. Default: ${DEFAULT-VALUE}")
  private Form form = Form.TEXT;

  private final ObjectMapper json = new ObjectMapper();
  private final Recorded recorded = new Recorded();
  private final Inspection inspection = new Inspection();
  private final TraceReader traces = new TraceReader(recorded);
  private final Set<Path> traceFiles = new LinkedHashSet<>();
  private final List<ScanReport.Read> read = new ArrayList<>();

  @Override
  public Integer call() {
    for (Path path : paths) {
      try {
        for (Path file : files(path)) {
          read(file);
        }
      } catch (NoSuchFileException e) {
        throw new ParameterException(spec.commandLine(), "no such file or folder: " + e.getFile());
      } catch (IOException e) {
        throw new ParameterException(
            spec.commandLine(), "cannot read " + path + ": " + e.getMessage());
      }
    }
    countTraces();
    ScanReport report = new ScanReport(read, recorded.summary());
    if (form == Form.JSON) {
      spec.commandLine().getOut().println(report.json());
    } else {
      report.print(spec.commandLine().getOut());
    }
    spec.commandLine().getOut().flush();
    return 0;
  }

  private static List<Path> files(Path path) throws IOException {
    if (Files.isRegularFile(path)) {
      return List.of(path);
    }
    try (Stream<Path> below = Files.walk(path)) {
      return below.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private void read(Path file) throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(START_BYTES);
    }
    long before = recorded.exchanges();
    if (PacketReader.reads(start)) {
      PacketFlows flows = new PacketFlows(recorded, inspection);
      long leftOut = new PacketReader(flows).read(Files.newInputStream(file));
      flows.end();
      note(file, "packets", before, leftOut);
    } else if (!document(file, start, before)) {
      try (BufferedReader lines = lines(file)) {
        String name = file.getFileName().toString();
        long leftOut = new AccessLogReader(recorded, inspection, name).read(lines);
        boolean none = recorded.exchanges() == before;
        note(file, none ? "no recording" : "access log", before, none ? 0 : leftOut);
      }
    }
  }

  /** Reads a file that is JSON as a whole, or lines of traces; false when it is neither. */
  private boolean document(Path file, byte[] start, long before) throws IOException {
    String text = new String(start, StandardCharsets.UTF_8).stripLeading();
    if (!text.startsWith("{") || !(text.contains("\"log\"") || text.contains("resourceSpans"))) {
      return false;
    }
    try (MappingIterator<JsonNode> roots =
        json.readerFor(JsonNode.class).readValues(file.toFile())) {
      while (roots.hasNextValue()) {
        JsonNode root = roots.nextValue();
        if (HarReader.reads(root)) {
          int leftOut = new HarReader(recorded, inspection).read(root);
          note(file, "HTTP archive", before, leftOut);
        } else if (TraceReader.reads(root)) {
          traces.read(root);
          traceFiles.add(file);
        } else {
          return false;
        }
      }
    } catch (JsonProcessingException e) {
      throw new ParameterException(
          spec.commandLine(),
          file + " begins like JSON and is none: line " + e.getLocation().getLineNr());
    }
    return true;
  }

  /** Calls of which the ends are in different files count once, so they are counted last. */
  private void countTraces() {
    long before = recorded.exchanges();
    traces.end();
    if (!traceFiles.isEmpty()) {
      String files = String.join(", ", traceFiles.stream().map(Path::toString).toList());
      read.add(new ScanReport.Read(files, "traces", recorded.exchanges() - before, 0));
    }
  }

  private void note(Path file, String kind, long before, long leftOut) {
    read.add(new ScanReport.Read(file.toString(), kind, recorded.exchanges() - before, leftOut));
  }

  private static BufferedReader lines(Path file) throws IOException {
    return new BufferedReader(
        new InputStreamReader(
            Files.newInputStream(file),
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE)));
  }
}
