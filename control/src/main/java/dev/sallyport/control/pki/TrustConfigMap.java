// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.pki;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;

/**
 * A ConfigMap with the bundle under {@link TrustPlace#KEY}, which pods mount.
 *
 * @param kube the cluster
 * @param namespace its namespace
 * @param name its name; made when absent
 */
public record TrustConfigMap(KubernetesClient kube, String namespace, String name)
    implements TrustPlace {
  @Override
  public void publish(String bundle) throws IOException {
    try {
      ConfigMap found = kube.configMaps().inNamespace(namespace).withName(name).get();
      if (found == null) {
        ConfigMap made =
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .addToData(KEY, bundle)
                .build();
        kube.configMaps().inNamespace(namespace).resource(made).create();
      } else if (found.getData() == null || !bundle.equals(found.getData().get(KEY))) {
        ConfigMap next = new ConfigMapBuilder(found).addToData(KEY, bundle).build();
        kube.configMaps().inNamespace(namespace).resource(next).update();
      }
    } catch (KubernetesClientException refused) {
      throw new IOException(
          "ConfigMap "
              + namespace
              + "/"
              + name
              + ": the Kubernetes API answers "
              + refused.getCode()
              + " (expected: the right to get and update it)",
          refused);
    }
  }
}
