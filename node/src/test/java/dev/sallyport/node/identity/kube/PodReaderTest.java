// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import dev.sallyport.node.identity.kube.PodIdentity.Probe;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PodReaderTest {
  private static PodObject read(String json) throws IOException {
    try (JsonParser in = Json.FACTORY.createParser(json)) {
      in.nextToken();
      return PodReader.read(in);
    }
  }

  /** As a kubelet 1.20 shows a pod of its directory of manifests in the API. */
  @Test
  void aStaticPodIsNamedAsItsCgroupIs() throws IOException {
    String pod =
        """
        {"metadata":{"uid":"58e0a79f-e40b-41f8-b7f5-1be0a915c8b1","name":"web-n1","namespace":"a",
         "annotations":{"kubernetes.io/config.source":"file"%s}}}
        """;

    assertThat(
            read(pod.formatted(
                    ",\"kubernetes.io/config.mirror\":\"d1cacc051f0d1d491c26793bde732fa0\""))
                .uid())
        .isEqualTo("d1cacc051f0d1d491c26793bde732fa0");
    assertThat(read(pod.formatted("")).uid()).isEqualTo("58e0a79f-e40b-41f8-b7f5-1be0a915c8b1");
  }

  @Test
  void theClassOfItsRuntimeIsReadAndAbsentForTheUsualOne() throws IOException {
    String pod =
        """
        {"metadata":{"uid":"u","name":"n","namespace":"a"},"spec":{%s"hostUsers":false,
         "ephemeralContainers":[{"name":"debugger","targetContainerName":"app"}]}}
        """;
    assertThat(read(pod.formatted("\"runtimeClassName\":\"gvisor\",")).runtimeClass())
        .isEqualTo("gvisor");
    assertThat(read(pod.formatted("")).runtimeClass()).isEmpty();
  }

  @Test
  void whatTheKubeletAsksOfSidecarsAndAtStartAndEndAreProbes() throws IOException {
    PodObject pod =
        read(
            """
            {"metadata":{"uid":"u","name":"n","namespace":"a"},"spec":{
             "initContainers":[{"name":"sidecar","restartPolicy":"Always",
              "ports":[{"containerPort":9000,"name":"side"}],
              "readinessProbe":{"httpGet":{"path":"/side","port":"side"}}}],
             "containers":[{"name":"app","ports":[{"containerPort":8080}],
              "livenessProbe":{"grpc":{"port":8081}},
              "startupProbe":{"exec":{"command":["true"]}},
              "lifecycle":{"preStop":{"httpGet":{"path":"/drain","port":8080}},
               "postStart":{"exec":{"command":["true"]}}}}]}}
            """);

    assertThat(pod.probes())
        .containsExactlyInAnyOrder(
            new Probe(9000, "/side"), new Probe(8081, ""), new Probe(8080, "/drain"));
    assertThat(pod.ports()).containsExactlyInAnyOrder(9000, 8080);
  }
}
