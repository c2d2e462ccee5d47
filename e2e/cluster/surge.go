// SPDX-License-Identifier: Apache-2.0

package daemon

import (
	"fmt"

	apps "k8s.io/api/apps/v1"
	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	podutil "k8s.io/kubernetes/pkg/api/v1/pod"
	"k8s.io/kubernetes/pkg/controller/daemon/util"
)

// Written by the API server in place of the field maxSurge, which this version does not have.
const surgeAnnotation = "sallyport.dev/max-surge"

func surges(ds *apps.DaemonSet) bool { return ds.Annotations[surgeAnnotation] != "" }

// rollingSurge does what DaemonSets do since 1.22 with maxUnavailable 0 and maxSurge 1: on one node after another the next
// pod is started beside the one that runs, which is deleted once the next has been ready for minReadySeconds.
func (dsc *DaemonSetsController) rollingSurge(ds *apps.DaemonSet, hash string) error {
	nodeToDaemonPods, err := dsc.getNodesToDaemonPods(ds)
	if err != nil {
		return fmt.Errorf("couldn't get node to daemon pod mapping for daemon set %q: %v", ds.Name, err)
	}
	generation, err := util.GetTemplateGeneration(ds)
	if err != nil {
		generation = nil
	}
	var needing, waiting, deleted []string
	surging := 0
	for node, pods := range nodeToDaemonPods {
		var before, next *v1.Pod
		for _, pod := range pods {
			switch {
			case pod.DeletionTimestamp != nil:
			case util.IsPodUpdated(pod, hash, generation):
				next = pod
			default:
				before = pod
			}
		}
		switch {
		case before == nil:
		case next != nil && podutil.IsPodAvailable(next, ds.Spec.MinReadySeconds, metav1.Now()):
			deleted = append(deleted, before.Name)
		case next != nil:
			surging++
		case !podutil.IsPodAvailable(before, ds.Spec.MinReadySeconds, metav1.Now()):
			needing = append(needing, node)
		default:
			waiting = append(waiting, node)
		}
	}
	if surging == 0 && len(waiting) > 0 {
		needing = append(needing, waiting[0])
	}
	return dsc.syncNodes(ds, deleted, needing, hash)
}

// excess keeps one pod of each revision.
func excess(ds *apps.DaemonSet, oldestFirst []*v1.Pod) []*v1.Pod {
	if !surges(ds) {
		return oldestFirst
	}
	seen := map[string]bool{}
	kept := []*v1.Pod{}
	more := []*v1.Pod{}
	for _, pod := range oldestFirst {
		revision := pod.Labels[apps.DefaultDaemonSetUniqueLabelKey]
		if seen[revision] {
			more = append(more, pod)
		} else {
			seen[revision] = true
			kept = append(kept, pod)
		}
	}
	// The caller keeps the first and deletes the rest.
	return append(kept[:1], more...)
}
