// SPDX-License-Identifier: Apache-2.0
// Names of Services for a small cluster: A, SRV and PTR-less, from Services and Endpoints.
package main

import (
	"fmt"
	"log"
	"net"
	"os"
	"strings"
	"time"

	"github.com/miekg/dns"
	"k8s.io/api/core/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	corelisters "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/rest"
)

const domain = ".svc.cluster.local."

type names struct {
	services  corelisters.ServiceLister
	endpoints corelisters.EndpointsLister
}

func (n names) addresses(name string) ([]string, bool) {
	parts := strings.Split(strings.TrimSuffix(name, domain), ".")
	if len(parts) < 2 {
		return nil, false
	}
	namespace, service := parts[len(parts)-1], parts[len(parts)-2]
	found, err := n.services.Services(namespace).Get(service)
	if err != nil {
		return nil, false
	}
	if len(parts) == 2 && found.Spec.ClusterIP != v1.ClusterIPNone {
		return []string{found.Spec.ClusterIP}, true
	}
	endpoints, err := n.endpoints.Endpoints(namespace).Get(service)
	if err != nil {
		return nil, false
	}
	var all []string
	for _, subset := range endpoints.Subsets {
		for _, a := range subset.Addresses {
			host := a.Hostname
			if host == "" {
				host = strings.Replace(a.IP, ".", "-", -1)
			}
			if len(parts) == 2 || (len(parts) == 3 && parts[0] == host) {
				all = append(all, a.IP)
			}
		}
	}
	return all, len(parts) == 2 || len(all) > 0
}

func (n names) ServeDNS(w dns.ResponseWriter, r *dns.Msg) {
	m := new(dns.Msg)
	m.SetReply(r)
	m.Authoritative = true
	q := r.Question[0]
	name := strings.ToLower(q.Name)
	if !strings.HasSuffix(name, domain) {
		m.Rcode = dns.RcodeNameError
	} else if all, there := n.addresses(name); !there {
		m.Rcode = dns.RcodeNameError
	} else if q.Qtype == dns.TypeA {
		for _, a := range all {
			rr, _ := dns.NewRR(fmt.Sprintf("%s 5 IN A %s", q.Name, a))
			m.Answer = append(m.Answer, rr)
		}
	}
	w.WriteMsg(m)
}

func main() {
	config, err := rest.InClusterConfig()
	if err != nil {
		log.Fatal(err)
	}
	client := kubernetes.NewForConfigOrDie(config)
	f := informers.NewSharedInformerFactory(client, time.Hour)
	n := names{f.Core().V1().Services().Lister(), f.Core().V1().Endpoints().Lister()}
	f.Core().V1().Services().Informer()
	f.Core().V1().Endpoints().Informer()
	f.Start(nil)
	f.WaitForCacheSync(nil)
	address := ":" + os.Args[1]
	conn, err := net.ListenPacket("udp", address)
	if err != nil {
		log.Fatal(err)
	}
	go func() { log.Fatal((&dns.Server{PacketConn: conn, Handler: n}).ActivateAndServe()) }()
	log.Fatal((&dns.Server{Addr: address, Net: "tcp", Handler: n}).ListenAndServe())
}
