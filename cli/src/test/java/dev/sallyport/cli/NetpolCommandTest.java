// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetpolCommandTest {
  private static final String MANIFESTS =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, namespace: shop}
      spec: {template: {metadata: {labels: {app: web}}, spec: {containers: []}}}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: data, namespace: shop}
      spec: {template: {metadata: {labels: {app: data}}, spec: {containers: []}}}
      ---
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {name: data, namespace: shop}
      spec:
        podSelector: {matchLabels: {app: data}}
        ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 5432}]}]
      """;

  @TempDir private Path folder = Path.of("");

  private record Ran(int code, String out, String err) {}

  @Test
  void jsonListsEveryAllowedConnection() throws IOException {
    Ran ran = run("netpol", "connections", "-o", "json", folder.toString());
    assertThat(ran.code()).isZero();
    assertThat(ran.out().replaceAll("\\s+", ""))
        .contains(
            "{\"src\":\"shop/web[Deployment]\",\"dst\":\"shop/data[Deployment]\","
                + "\"conn\":\"TCP5432\"}");
  }

  @Test
  void verdictNamesThePolicyAndEndsAccordingly() throws IOException {
    Ran allowed =
        run("netpol", "verdict", "--from=shop/web", "--to=shop/data", "--port=5432", at());
    assertThat(allowed.code()).isZero();
    assertThat(allowed.out()).contains("allowed: NetworkPolicy shop/data, ingress rule 1");
    Ran denied = run("netpol", "verdict", "--from=10.0.0.1", "--to=shop/data", "--port=5432", at());
    assertThat(denied.code()).isEqualTo(1);
    assertThat(denied.out()).contains("no rule of NetworkPolicy shop/data allows it");
  }

  @Test
  void unknownWorkloadIsSaidWithThoseThatAreThere() throws IOException {
    Ran ran = run("netpol", "verdict", "--from=shop/wbe", "--to=shop/data", "--port=1", at());
    assertThat(ran.code()).isEqualTo(64);
    assertThat(ran.err()).contains("no workload 'shop/wbe'").contains("shop/web[Deployment]");
  }

  @Test
  void fileThatIsNoYamlIsANoteAndTheRestIsRead() throws IOException {
    Files.writeString(folder.resolve("broken.yaml"), "kind: [\n");
    Ran ran = run("netpol", "connections", folder.toString());
    assertThat(ran.code()).isZero();
    assertThat(ran.err()).contains("broken.yaml").contains("not readable");
    assertThat(ran.out()).contains("TCP 5432");
  }

  private String at() {
    return folder.toString();
  }

  private Ran run(String... arguments) throws IOException {
    Files.writeString(folder.resolve("shop.yaml"), MANIFESTS);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.run(Map.of(), new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Ran(code, out.toString(), err.toString());
  }
}
