// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whose traffic a policy speaks of: workloads of which every part given here holds. */
record ProtectsSpec(
    @Field(value = "Workloads by name; one of them must match.", itemsMax = 32)
        List<WorkloadSpec> workloads,
    @Field("Labels of the pod template, all of which must be there.") Map<String, String> labels,
    @Field(value = "What must hold of labels of the pod template, all of it.", itemsMax = 16)
        List<LabelSpec> matchExpressions,
    @Field(
            value = "Names of service accounts, * for any run of characters; one must match.",
            pattern = Patterns.NAMES,
            expects = Patterns.NAMES_EXPECT)
        List<String> serviceAccounts,
    @Field(
            value = "Names of namespaces, * for any run of characters; one must match.",
            pattern = Patterns.NAMES,
            expects = Patterns.NAMES_EXPECT,
            lengthMax = 63,
            itemsMax = 64,
            clusterOnly = true)
        List<String> namespaces,
    @Field(value = "Namespaces by their labels, instead of by names.", clusterOnly = true)
        @Nullable NamespacesSpec namespaceSelector) {

  /** A workload. */
  record WorkloadSpec(
      @Field(
              value = "Kind of the top owner, for example Deployment; any when absent.",
              pattern = "[A-Z][A-Za-z0-9]*",
              expects = "a kind, for example Deployment",
              lengthMax = 63)
          String kind,
      @Field(
              value = "Name of the top owner, * for any run of characters.",
              required = true,
              pattern = Patterns.NAMES,
              expects = Patterns.NAMES_EXPECT)
          String name) {}

  /** What must hold of one label. */
  record LabelSpec(
      @Field(value = "Name of the label.", required = true, lengthMax = 317) String key,
      @Field(value = "How it is held against the values.", required = true)
          @Nullable LabelOperator operator,
      @Field(value = "What it is held against; none for Exists and DoesNotExist.", lengthMax = 63)
          List<String> values) {}

  /** Namespaces by labels. */
  record NamespacesSpec(
      @Field("Labels of the namespace, all of which must be there.")
          Map<String, String> matchLabels,
      @Field(value = "What must hold of labels of the namespace, all of it.", itemsMax = 16)
          List<LabelSpec> matchExpressions) {}

  /** As in Kubernetes' label selectors. */
  enum LabelOperator {
    IN,
    NOT_IN,
    EXISTS,
    DOES_NOT_EXIST
  }
}
