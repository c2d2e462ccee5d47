// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import dev.sallyport.wire.kube.ProtectsSpec.LabelSpec;
import dev.sallyport.wire.kube.ProtectsSpec.NamespacesSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end: workloads of which every part given here holds, or one of the others.
 */
@Check(
    rule =
        "[has(self.host), has(self.internet), has(self.ingress), has(self.kubeApi),"
            + " has(self.nodes), has(self.ai), has(self.workload) || has(self.kind)"
            + " || has(self.labels) || has(self.matchExpressions) || has(self.serviceAccount)"
            + " || has(self.namespaces) || has(self.namespaceSelector)]"
            + ".filter(x, x).size() == 1",
    message =
        "say either workloads (workload, kind, labels, serviceAccount, namespaces), or one of host,"
            + " internet, ingress, kubeApi, nodes, ai")
record PeerSpec(
    @Field(
            value = "Name of the workload's top owner, * for any run of characters.",
            pattern = Patterns.NAMES,
            expects = Patterns.NAMES_EXPECT)
        String workload,
    @Field(
            value = "Kind of the top owner, for example Deployment.",
            pattern = "[A-Z][A-Za-z0-9]*",
            expects = "a kind, for example Deployment",
            lengthMax = 63)
        String kind,
    @Field("Labels of the pod template, all of which must be there.") Map<String, String> labels,
    @Field(value = "What must hold of labels of the pod template, all of it.", itemsMax = 16)
        List<LabelSpec> matchExpressions,
    @Field(
            value = "Name of the service account, * for any run of characters.",
            pattern = Patterns.NAMES,
            expects = Patterns.NAMES_EXPECT)
        String serviceAccount,
    @Field(
            value =
                "Names of namespaces, * for any run of characters. Absent: the namespace of the"
                    + " policy, or any when the policy is of the whole cluster.",
            pattern = Patterns.NAMES,
            expects = Patterns.NAMES_EXPECT,
            lengthMax = 63)
        List<String> namespaces,
    @Field("Namespaces by their labels, instead of by names.")
        @Nullable NamespacesSpec namespaceSelector,
    @Field(
            value =
                "Host outside of the cluster by the name under which it is called;"
                    + " *.example.com for all below.",
            pattern = Patterns.HOSTS,
            expects = Patterns.HOSTS_EXPECT)
        String host,
    @Field(value = "Whatever is outside of the cluster.", min = 1) boolean internet,
    @Field(
            value = "The workloads that a Service offers to callers outside of the cluster.",
            min = 1)
        boolean ingress,
    @Field(value = "The API server of the cluster.", min = 1) boolean kubeApi,
    @Field(
            value =
                "The machines of the cluster: probes of kubelets, pods on the network of their node.",
            min = 1)
        boolean nodes,
    @Field(
            value =
                "Provider of AI services outside of the cluster, for example openai; * for any.",
            pattern = Patterns.NAMES,
            expects = Patterns.NAMES_EXPECT,
            lengthMax = 63)
        String ai) {}
