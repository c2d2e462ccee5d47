// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.DataGroup;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One sentence of a policy: it applies where every part given here holds. */
@Check(
    rule =
        "!has(self.then.redact) || has(self.then.redact.classes) || has(self.then.redact.groups)"
            + " || has(self.carries)",
    message = "say what is redacted: then.redact.classes, then.redact.groups, or carries")
record RuleSpec(
    @Field(
            value = "Unique in its list; decisions and answers to denied callers name it.",
            required = true,
            pattern = "[a-z0-9]([-a-z0-9.]*[a-z0-9])?",
            expects = "lower-case letters, digits, - and .",
            lengthMax = 63)
        String name,
    @Field("Who calls; anyone when absent. Only in inbound rules.") List<PeerSpec> from,
    @Field("Who is called; anyone when absent. Only in outbound rules.") List<PeerSpec> to,
    @Field("What is called; anything when absent.") List<CallSpec> calls,
    @Field("Sensitive data that is in it.") @Nullable CarriesSpec carries,
    @Field("Attacks that it looks like.") @Nullable ShowsSpec shows,
    @Field(value = "An expression in the Common Expression Language.", lengthMax = 1024)
        String when,
    @Field(value = "What is done then.", required = true) @Nullable ThenSpec then) {

  /** Sensitive data. */
  @Check(
      rule = "has(self.classes) || has(self.groups)",
      message = "say which data: classes, groups or both")
  record CarriesSpec(
      @Field(value = "Classes of data, one of which must be in it.", itemsMax = 100)
          List<DataClass> classes,
      @Field(value = "Groups of classes, for example FINANCIAL.", itemsMax = 16)
          List<DataGroup> groups,
      @Field("In what was sent, or in what was answered; both when absent.")
          @Nullable Way direction) {}

  /** Attacks. */
  record ShowsSpec(
      @Field("Ways of attacking; all when absent.") List<AttackFamily> families,
      @Field(value = "Least score of a finding that counts.", max = 1) @Nullable Double score) {}
}
