// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import dev.sallyport.model.DataClass;
import dev.sallyport.model.DataGroup;
import dev.sallyport.model.RateLimit;
import dev.sallyport.model.Redaction;
import dev.sallyport.model.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is done where a rule applies. */
@OneOf
record ThenSpec(
    @Field("It may pass, unless another rule of the same tier denies it.") @Nullable Allow allow,
    @Field("It must not pass.") @Nullable Deny deny,
    @Field("Values are replaced when it passes.") @Nullable Redact redact,
    @Field("It may pass so often.") @Nullable Throttle throttle,
    @Field("Somebody is told.") @Nullable Alert alert) {

  /** Nothing more to say. */
  record Allow() {}

  /** How it is denied. */
  record Deny(
      @Field(
              value = "Status to answer with where the protocol is HTTP.",
              min = 400,
              max = 599,
              fallback = "403")
          @Nullable Integer status,
      @Field(value = "Message for whoever calls.", lengthMax = 512) String message) {}

  /** What is replaced. */
  record Redact(
      @Field(value = "Classes of the values; those of carries when absent.", itemsMax = 100)
          List<DataClass> classes,
      @Field(value = "Groups of classes.", itemsMax = 16) List<DataGroup> groups,
      @Field("In what is sent, or in what is answered; that of carries, or both, when absent.")
          @Nullable Way direction,
      @Field(
              value =
                  "Mask: by a mask of the same length. Token: by a token that is turned back into"
                      + " the value in the answer of the same exchange.",
              fallback = "Mask")
          Redaction.@Nullable Method method) {}

  /** How often. */
  record Throttle(
      @Field(
              value = "Exchanges in each second, over all nodes together.",
              required = true,
              aboveMin = true,
              max = 1_000_000)
          @Nullable Double perSecond,
      @Field(
              value = "Most exchanges at once; perSecond, and at least 1, when absent.",
              min = 1,
              max = 1_000_000)
          @Nullable Integer burst,
      @Field(value = "What has a limit of its own.", fallback = "Caller")
          RateLimit.@Nullable Per per) {}

  /** How bad it is. */
  record Alert(@Field(value = "How bad it is.", fallback = "Medium") @Nullable Severity severity) {}
}
