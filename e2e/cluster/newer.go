// SPDX-License-Identifier: Apache-2.0
package server

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io/ioutil"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

type renamed struct {
	path     *regexp.Regexp
	from, to string // path pieces
	asked    string // what callers say
	held     string // what this server has
}

var newer = []renamed{
	{regexp.MustCompile(`^/apis/discovery\.k8s\.io/v1(/|$)`), "/discovery.k8s.io/v1", "/discovery.k8s.io/v1beta1", "discovery.k8s.io/v1", "discovery.k8s.io/v1beta1"},
	{regexp.MustCompile(`^/apis/batch/v1/(namespaces/[^/]+/)?cronjobs(/|$)`), "/batch/v1/", "/batch/v1beta1/", "batch/v1", "batch/v1beta1"},
	{regexp.MustCompile(`^/apis/policy/v1(/|$)`), "/policy/v1", "/policy/v1beta1", "policy/v1", "policy/v1beta1"},
}

// withNewerVersions serves some group versions that came later, by their beta forms, and drops fields of later versions.
func withNewerVersions(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == "POST" || r.Method == "PUT" || r.Method == "PATCH" {
			ct := r.Header.Get("Content-Type")
			if r.Body != nil && (strings.Contains(ct, "json") || strings.Contains(ct, "yaml")) {
				body, err := ioutil.ReadAll(r.Body)
				if err == nil {
					body = trimmed(body, strings.HasPrefix(r.URL.Path, "/apis/apiextensions.k8s.io"))
					setBody(r, body)
				}
			}
		}
		for _, n := range newer {
			if !n.path.MatchString(r.URL.Path) {
				continue
			}
			r.URL.Path = strings.Replace(r.URL.Path, n.from, n.to, 1)
			r.RequestURI = r.URL.RequestURI()
			r.Header.Del("Accept-Encoding")
			if !strings.Contains(r.Header.Get("Accept"), "as=Table") {
				r.Header.Set("Accept", "application/json")
			}
			if r.Body != nil && r.Method != "GET" {
				body, _ := ioutil.ReadAll(r.Body)
				setBody(r, bytes.Replace(body, []byte(`"`+n.asked+`"`), []byte(`"`+n.held+`"`), -1))
			}
			w = &renaming{ResponseWriter: w, from: []byte(`"` + n.held + `"`), to: []byte(`"` + n.asked + `"`)}
			break
		}
		next.ServeHTTP(w, r)
	})
}

func setBody(r *http.Request, body []byte) {
	r.Body = ioutil.NopCloser(bytes.NewReader(body))
	r.ContentLength = int64(len(body))
	r.Header.Set("Content-Length", strconv.Itoa(len(body)))
}

func trimmed(body []byte, definitions bool) []byte {
	if !bytes.Contains(body, []byte("appArmorProfile")) && !bytes.Contains(body, []byte("maxSurge")) && !(definitions && bytes.Contains(body, []byte("x-kubernetes-validations"))) {
		return body
	}
	var v interface{}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if d.Decode(&v) != nil {
		return body
	}
	drop(v)
	surge(v)
	out, err := json.Marshal(v)
	if err != nil {
		return body
	}
	return out
}

func drop(v interface{}) {
	switch t := v.(type) {
	case map[string]interface{}:
		delete(t, "x-kubernetes-validations")
		delete(t, "appArmorProfile")
		for _, e := range t {
			drop(e)
		}
	case []interface{}:
		for _, e := range t {
			drop(e)
		}
	}
}

// surge turns the field of a DaemonSet into an annotation, by which surge.go goes.
func surge(v interface{}) {
	rolling, _ := at(v, "spec", "updateStrategy", "rollingUpdate").(map[string]interface{})
	metadata, _ := at(v, "metadata").(map[string]interface{})
	if rolling == nil || metadata == nil || fmt.Sprint(rolling["maxSurge"]) == "0" || rolling["maxSurge"] == nil {
		return
	}
	if at(v, "kind") != "DaemonSet" {
		return
	}
	annotations, _ := metadata["annotations"].(map[string]interface{})
	if annotations == nil {
		annotations = map[string]interface{}{}
	}
	annotations["sallyport.dev/max-surge"] = fmt.Sprint(rolling["maxSurge"])
	metadata["annotations"] = annotations
	delete(rolling, "maxSurge")
	rolling["maxUnavailable"] = 1
}

func at(v interface{}, path ...string) interface{} {
	for _, each := range path {
		m, _ := v.(map[string]interface{})
		v = m[each]
	}
	return v
}

type renaming struct {
	http.ResponseWriter
	from, to []byte
}

func (w *renaming) WriteHeader(code int) {
	w.Header().Del("Content-Length")
	w.ResponseWriter.WriteHeader(code)
}

func (w *renaming) Write(b []byte) (int, error) {
	w.Header().Del("Content-Length")
	if _, err := w.ResponseWriter.Write(bytes.Replace(b, w.from, w.to, -1)); err != nil {
		return 0, err
	}
	return len(b), nil
}

func (w *renaming) Flush() { w.ResponseWriter.(http.Flusher).Flush() }

func (w *renaming) CloseNotify() <-chan bool {
	return w.ResponseWriter.(http.CloseNotifier).CloseNotify()
}

func (w *renaming) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return w.ResponseWriter.(http.Hijacker).Hijack()
}
