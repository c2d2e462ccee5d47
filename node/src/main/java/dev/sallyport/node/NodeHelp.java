// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

/** What {@code --help} of the node program prints. */
final class NodeHelp {
  static final String TEXT =
      """
      Usage: sallyport-node            (no options; settings come from the environment)

      The data plane of Sallyport: captures the pods of this node, understands what they say and
      sends summaries to the control program. Needs CAP_NET_ADMIN, CAP_SYS_ADMIN and the host's
      process namespace; in tier steer it needs nothing and listens in front of Services.

        SALLYPORT_NODE_NAME    name of the Kubernetes Node; default: name of this host
        SALLYPORT_CONTROL      host:port of control's link; default sallyport-control.sallyport.svc:7443
        SALLYPORT_LINK_TLS     on or off: whether node and control prove themselves by certificates; default on.
                               off is for debugging: whoever reaches control is believed
        SALLYPORT_LINK_TRUST   file with the certificates to believe, as control publishes it in the ConfigMap
                               sallyport-ca; waited for; default /run/sallyport/link/ca.crt
        SALLYPORT_LINK_TRUST_CONFIGMAP  namespace/name of that ConfigMap, read through the API while the file is
                               not there: a kubelet brings it late; default none
        SALLYPORT_LINK_TOKEN   file with the token of the pod's service account for the audience sallyport-control;
                               default /run/sallyport/link/token
        SALLYPORT_STATE_DIR    what must outlive a restart; default /var/lib/sallyport
        SALLYPORT_ADMIN_PORT   /metrics, /healthz, /readyz; default 15020
        SALLYPORT_PEER_PORT    UDP port on which nodes vouch for connections; default 15021
        SALLYPORT_PEER_KEY     secret of the cluster for that; absent: nodes do not vouch
        SALLYPORT_CGROUP_ROOT  mount of the cgroup tree; default /sys/fs/cgroup
        SALLYPORT_PROC_ROOT    mount of procfs; default /proc
        SALLYPORT_FAIL_MODE    open or closed: new connections while this program is dead; default open
        SALLYPORT_EVENT_LOOPS  threads that move bytes; default half of the processors
        SALLYPORT_UNDERSTAND   on, or off to carry and count connections without reading; default on
        SALLYPORT_INSPECT      on, or off to not look into what exchanges carry; default on
        SALLYPORT_INSPECT_BYTES  bytes of one message that are looked into; default 65536
        SALLYPORT_HANDOVER     on: take over from a program that runs on this node, and hand over to one that comes;
                               not proven under load yet. off: neither; default off
        SALLYPORT_DRAIN_SECONDS  longest time that open connections go on after another program has taken over and
                               this one was asked to end; default 300
        SALLYPORT_LISTEN_ADDRESS   address of the admin port; default all
        SALLYPORT_TIER         node or steer; default node
        SALLYPORT_STEER_LISTENERS  tier steer: JSON file with the listeners, read again when it
                               changes; default /etc/sallyport/listeners.json
        SALLYPORT_STEER_PROCESSES  tier steer: directory with a file per pod that names its processes,
                               where pods share the addresses of one machine; default none
        SALLYPORT_KUBE_API     http://host:port of a Kubernetes API without TLS; default: KUBECONFIG,
                               or the service account of the pod
        SALLYPORT_LOG_LEVEL    ERROR, WARN, INFO, DEBUG; default INFO

      Example:
        SALLYPORT_NODE_NAME=node-a SALLYPORT_CONTROL=10.0.0.10:7443 sallyport-node
      """;

  private NodeHelp() {}
}
