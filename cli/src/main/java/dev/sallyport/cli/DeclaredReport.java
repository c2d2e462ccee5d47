// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.wire.api.WorkloadDeclaredView;
import dev.sallyport.wire.api.WorkloadDeclaredView.ApiRights;
import dev.sallyport.wire.api.WorkloadDeclaredView.Entry;
import dev.sallyport.wire.api.WorkloadDeclaredView.Grant;
import dev.sallyport.wire.api.WorkloadDeclaredView.Selecting;
import java.util.List;

/** Prints what the objects of the cluster say of a workload. */
final class DeclaredReport {
  private final WorkloadDeclaredView view;
  private final Terminal terminal;
  private final StringBuilder out = new StringBuilder();

  private DeclaredReport(WorkloadDeclaredView view, Terminal terminal) {
    this.view = view;
    this.terminal = terminal;
  }

  static String render(WorkloadDeclaredView view, Terminal terminal) {
    return new DeclaredReport(view, terminal).render();
  }

  private String render() {
    title("OFFERED TO THE OUTSIDE");
    view.entries().forEach(this::entry);
    none(view.entries(), "by no object that was read");
    title("POLICIES OF THE CLUSTER THAT SELECT IT");
    view.policies().forEach(this::policy);
    none(view.policies(), "none");
    rights(view.rights());
    for (String each : view.unread()) {
      out.append(terminal.warn("not regarded: " + each)).append('\n');
    }
    return out.toString();
  }

  private void title(String title) {
    out.append('\n').append(terminal.bold(title)).append('\n');
  }

  private void none(List<?> all, String words) {
    if (all.isEmpty()) {
      out.append("  ").append(words).append('\n');
    }
  }

  private void entry(Entry entry) {
    out.append("  ").append(entry.object()).append("  ");
    String hosts = entry.hosts().isEmpty() ? "any host" : String.join(", ", entry.hosts());
    String paths = entry.paths().isEmpty() ? "" : " " + String.join(" ", entry.paths());
    String port = entry.port() == null ? "" : ":" + entry.port();
    out.append(hosts).append(paths).append(" → Service ").append(entry.service()).append(port);
    out.append(terminal.faint("  through " + entry.through())).append('\n');
  }

  private void policy(Selecting policy) {
    out.append("  ").append(policy.object()).append("  ").append(policy.says());
    out.append(policy.evaluated() ? "" : terminal.faint("  (listed, not evaluated)")).append('\n');
  }

  private void rights(ApiRights rights) {
    title("MAY ON THE KUBERNETES API, AS " + rights.account());
    if (rights.cloudIdentity() != null) {
      out.append("  stands for ").append(rights.cloudIdentity()).append(" at the cloud\n");
    }
    if (!rights.known()) {
      out.append("  not known: ").append(rights.because()).append('\n');
      return;
    }
    for (Grant each : rights.grants()) {
      String may = each.may() + ", " + each.where();
      out.append("  ");
      out.append(
          switch (each.weight()) {
            case "takes-over" -> terminal.bad("takes over  " + may);
            case "grave" -> terminal.warn("grave       " + may);
            default -> "plain       " + may;
          });
      out.append(terminal.faint("  by " + each.by())).append('\n');
    }
    none(rights.grants(), "nothing beyond what everybody may");
    if (rights.grantsOmitted() > 0) {
      out.append("  and ").append(rights.grantsOmitted()).append(" more\n");
    }
    if (!rights.tokenMounted()) {
      out.append("  its pods are not given the token\n");
    }
    out.append(
        rights.seenCalls() == 0
            ? "  it was never seen to call the Kubernetes API\n"
            : "  seen: "
                + Figures.count(rights.seenCalls())
                + " exchanges with the Kubernetes API\n");
  }
}
