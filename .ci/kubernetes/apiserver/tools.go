//go:build tools

// Package kubernetes only says what install.sh builds. Kubernetes cannot be installed by its name, because its go.mod
// replaces packages by folders; here they are replaced by their published versions.
package kubernetes

import _ "k8s.io/kubernetes/cmd/kube-apiserver"
