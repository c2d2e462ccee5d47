// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.AiHosts;
import dev.sallyport.model.NamePattern;
import dev.sallyport.model.Peer;
import java.util.List;

/**
 * Which parties peers have in common. {@code covers} is sound; {@code intersects} takes a pattern
 * of hosts to have something in common with any AI provider.
 */
final class PeerAlgebra {
  private PeerAlgebra() {}

  /** Returns whether every party of the second is one of the first. */
  static boolean covers(Peer wide, Peer narrow) {
    return switch (wide) {
      case Peer.Internet _ ->
          narrow instanceof Peer.Internet
              || narrow instanceof Peer.Host
              || narrow instanceof Peer.AiProvider;
      case Peer.Host host ->
          switch (narrow) {
            case Peer.Host other -> coversHosts(host.name(), other.name());
            case Peer.AiProvider _ -> host.name().equals(NamePattern.ANY);
            default -> false;
          };
      case Peer.AiProvider provider ->
          switch (narrow) {
            case Peer.AiProvider other ->
                NameAlgebra.covers(provider.provider().text(), other.provider().text());
            case Peer.Host host -> isOf(host, provider);
            default -> false;
          };
      case Peer.Workloads workloads ->
          narrow instanceof Peer.Workloads other
              && SelectorAlgebra.covers(workloads.selector(), other.selector());
      case Peer.KubeApi _, Peer.Nodes _ -> wide.equals(narrow);
    };
  }

  /** Hosts without a name are meant by the star alone. */
  private static boolean coversHosts(NamePattern wide, NamePattern narrow) {
    return NameAlgebra.covers(wide.text(), narrow.text())
        && (wide.equals(NamePattern.ANY) || !narrow.equals(NamePattern.ANY));
  }

  private static boolean isOf(Peer.Host host, Peer.AiProvider provider) {
    return host.name().exact()
        && AiHosts.provider(host.name().text()).filter(provider.provider()::matches).isPresent();
  }

  /** Returns whether a party could be one of both. */
  static boolean intersects(Peer one, Peer other) {
    return switch (one) {
      case Peer.Internet _ ->
          other instanceof Peer.Internet
              || other instanceof Peer.Host
              || other instanceof Peer.AiProvider;
      case Peer.Host host ->
          switch (other) {
            case Peer.Internet _ -> true;
            case Peer.Host second ->
                NameAlgebra.intersects(host.name().text(), second.name().text());
            case Peer.AiProvider provider -> !host.name().exact() || isOf(host, provider);
            default -> false;
          };
      case Peer.AiProvider provider ->
          other instanceof Peer.AiProvider second
              ? NameAlgebra.intersects(provider.provider().text(), second.provider().text())
              : !(other instanceof Peer.Workloads) && intersects(other, one);
      case Peer.Workloads workloads ->
          other instanceof Peer.Workloads second
              && SelectorAlgebra.intersects(workloads.selector(), second.selector());
      case Peer.KubeApi _, Peer.Nodes _ -> one.equals(other);
    };
  }

  /** Returns whether each of the second list is covered by one of the first. */
  static boolean covers(List<Peer> wide, List<Peer> narrow) {
    return narrow.stream().allMatch(each -> wide.stream().anyMatch(over -> covers(over, each)));
  }

  /** Returns whether any of both lists have a party in common. */
  static boolean intersects(List<Peer> one, List<Peer> other) {
    return one.stream().anyMatch(a -> other.stream().anyMatch(b -> intersects(a, b)));
  }
}
