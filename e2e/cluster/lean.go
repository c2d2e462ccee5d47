// SPDX-License-Identifier: Apache-2.0

// Runs runc, but for containers without limits: with cgroup version 2, where the machine's controllers are in use by version 1.
package main

import (
	"encoding/json"
	"io/ioutil"
	"log"
	"os"
	"path/filepath"
	"syscall"
)

func main() {
	for i, argument := range os.Args {
		if argument == "--bundle" && i+1 < len(os.Args) {
			if err := lean(filepath.Join(os.Args[i+1], "config.json")); err != nil {
				log.Fatal(err)
			}
		}
	}
	runc := os.Getenv("SALLYPORT_RUNC")
	log.Fatal(syscall.Exec(runc, append([]string{runc}, os.Args[1:]...), os.Environ()))
}

func lean(path string) error {
	text, err := ioutil.ReadFile(path)
	if err != nil {
		return err
	}
	var spec map[string]interface{}
	if err := json.Unmarshal(text, &spec); err != nil {
		return err
	}
	linux, _ := spec["linux"].(map[string]interface{})
	resources, _ := linux["resources"].(map[string]interface{})
	for each := range resources {
		if each != "devices" {
			delete(resources, each)
		}
	}
	if text, err = json.Marshal(spec); err != nil {
		return err
	}
	return ioutil.WriteFile(path, text, 0600)
}
