// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/**
 * Calls that a rule means, in the words of their protocol. In every kind an empty set stands for
 * all.
 */
public sealed interface CallPattern {

  /**
   * Requests of HTTP.
   *
   * @param methods in upper case
   * @param paths templates such as <code>/orders/{id}</code>: <code>{…}</code> stands for one
   *     segment, <code>*</code> inside a segment for any run of characters in it, and <code>**
   *     </code> as the last segment for all that follows, also nothing
   */
  record Http(Set<String> methods, Set<String> paths) implements CallPattern {
    public Http {
      methods = Set.copyOf(methods);
      paths = Set.copyOf(paths);
    }
  }

  /**
   * Remote procedure calls.
   *
   * @param services full service names
   * @param methods method names
   */
  record Rpc(Set<NamePattern> services, Set<NamePattern> methods) implements CallPattern {
    public Rpc {
      services = Set.copyOf(services);
      methods = Set.copyOf(methods);
    }
  }

  /**
   * Statements and commands of data stores.
   *
   * @param stores protocols; of SQL for example {@link Protocol#POSTGRESQL}
   * @param verbs for example <code>DROP</code>, <code>FLUSHALL</code>; compared without case
   * @param subjects tables, collections, key spaces; compared without case
   */
  record Queries(Set<Protocol> stores, Set<String> verbs, Set<NamePattern> subjects)
      implements CallPattern {
    public Queries {
      stores = Set.copyOf(stores);
      verbs = Set.copyOf(verbs);
      subjects = Set.copyOf(subjects);
    }
  }

  /**
   * Messages of brokers.
   *
   * @param brokers protocols, for example {@link Protocol#KAFKA}
   * @param verbs for example <code>produce</code>; compared without case
   * @param destinations topics, queues, exchanges
   */
  record Messages(Set<Protocol> brokers, Set<String> verbs, Set<NamePattern> destinations)
      implements CallPattern {
    public Messages {
      brokers = Set.copyOf(brokers);
      verbs = Set.copyOf(verbs);
      destinations = Set.copyOf(destinations);
    }
  }

  /**
   * Questions to DNS.
   *
   * @param names names asked for
   */
  record Lookups(Set<NamePattern> names) implements CallPattern {
    public Lookups {
      names = Set.copyOf(names);
    }
  }

  /**
   * Calls of language models.
   *
   * @param models as requested
   */
  record Models(Set<NamePattern> models) implements CallPattern {
    public Models {
      models = Set.copyOf(models);
    }
  }

  /**
   * Calls of tools in the Model Context Protocol.
   *
   * @param tools names of tools
   */
  record Tools(Set<NamePattern> tools) implements CallPattern {
    public Tools {
      tools = Set.copyOf(tools);
    }
  }

  /**
   * Whatever is said on connections to these ports, understood or not.
   *
   * @param ports destination ports as dialled
   */
  record Ports(Set<Integer> ports) implements CallPattern {
    public Ports {
      requireNonNull(ports, "ports");
      ports = Set.copyOf(ports);
    }
  }
}
