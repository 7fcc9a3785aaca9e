// Judges policies as MinIO's policy engine does: cases as JSON on stdin, one word a case on stdout.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"

	"github.com/minio/pkg/v3/policy"
)

type question struct {
	Policy     json.RawMessage     `json:"policy"`
	Action     string              `json:"action"`
	Bucket     string              `json:"bucket"`
	Object     string              `json:"object"`
	Conditions map[string][]string `json:"conditions"`
}

func judge(q question) string {
	parsed, err := policy.ParseConfig(bytes.NewReader(q.Policy))
	if err != nil {
		return "cannot: " + err.Error()
	}
	args := policy.Args{
		AccountName:     "someone",
		Action:          policy.Action(q.Action),
		BucketName:      q.Bucket,
		ObjectName:      q.Object,
		ConditionValues: q.Conditions,
	}
	if parsed.IsAllowed(args) {
		return "allow"
	}
	return "deny"
}

func main() {
	var questions []question
	if err := json.NewDecoder(os.Stdin).Decode(&questions); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	answers := []string{}
	for _, q := range questions {
		answers = append(answers, judge(q))
	}
	json.NewEncoder(os.Stdout).Encode(answers)
}
