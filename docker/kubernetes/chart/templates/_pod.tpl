{{- define "wabx.selector" -}}
app.kubernetes.io/name: wabx
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end }}

{{- define "wabx.labels" -}}
{{ include "wabx.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion }}
app.kubernetes.io/part-of: wabx
{{- end }}

{{/* Labels of a pod: beside those of its service what it reaches, so that servers can name whom they let in. */}}
{{- define "wabx.podLabels" -}}
{{ include "wabx.labels" . }}
{{- range .one.reaches }}
wabx/reaches-{{ . }}: 'true'
{{- end }}
{{- with .one.podLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* One container, of a service or the migration. Takes root, name, program with its args, and one: the entry over the defaults. */}}
{{- define "wabx.podSpec" -}}
{{- $one := .one -}}
{{- $image := .root.Values.image -}}
serviceAccountName: {{ .root.Release.Name }}-{{ .name }}
automountServiceAccountToken: false
# A Service named like a setting would overwrite it: WABX_ROUTER_PORT=tcp://…
enableServiceLinks: false
securityContext:
  {{- toYaml $one.podSecurityContext | nindent 2 }}
{{- with $image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- range $field := list "nodeSelector" "tolerations" "affinity" "priorityClassName" }}
{{- with index $one $field }}
{{ $field }}:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
containers:
  - name: {{ .name }}
    image: {{ $image.repository }}{{ if $image.digest }}@{{ $image.digest }}{{ else }}:{{ $image.tag | default .root.Chart.AppVersion }}{{ end }}
    imagePullPolicy: {{ $image.pullPolicy }}
    args: {{ prepend (.args | default list) .program | toJson }}
    envFrom:
      - configMapRef: { name: {{ .root.Release.Name }}-settings }
      {{- with $one.extraEnvFrom }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
    env:
      {{- if $one.port }}
      - { name: PORT, value: '{{ $one.port }}' }
      {{- end }}
      {{- range $variable, $value := $one.settings }}
      - name: {{ $variable }}
        value: {{ $value | quote }}
      {{- end }}
      {{- range $variable, $key := $one.secrets }}
      - { name: {{ $variable }}_FILE, value: /run/secrets/wabx/{{ $key }} }
      {{- end }}
      {{- with $one.extraEnv }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
    {{- if $one.port }}
    ports:
      - { name: http, containerPort: {{ $one.port }} }
      - { name: ops, containerPort: {{ .root.Values.settings.WABX_OPS_PORT }} }
    startupProbe:
      httpGet: { path: /livez, port: ops }
      periodSeconds: 2
      failureThreshold: 45
    # Looks at no dependency: an outage of one must not restart everything.
    livenessProbe:
      httpGet: { path: /livez, port: ops }
      periodSeconds: 10
      timeoutSeconds: 4
      terminationGracePeriodSeconds: 10
    # A silent database takes 3 s to be noticed.
    readinessProbe:
      httpGet: { path: /readyz, port: ops }
      periodSeconds: 5
      timeoutSeconds: 5
      failureThreshold: 2
    # Until all gateways have heard that the pod goes.
    lifecycle:
      preStop: { sleep: { seconds: 8 } }
    {{- end }}
    resources:
      {{- toYaml $one.resources | nindent 6 }}
    securityContext:
      {{- toYaml $one.securityContext | nindent 6 }}
    volumeMounts:
      - { name: secrets, mountPath: /run/secrets/wabx, readOnly: true }
      - { name: tmp, mountPath: /tmp }
      {{- with $one.extraVolumeMounts }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
volumes:
  - name: secrets
    secret:
      secretName: {{ $one.existingSecret | default (printf "%s-%s" .root.Release.Name .name) }}
      defaultMode: 0440
      items:
        {{- range $one.secrets | values | uniq | sortAlpha }}
        - { key: {{ . }}, path: {{ . }} }
        {{- end }}
  - name: tmp
    emptyDir: { sizeLimit: 64Mi }
  {{- with $one.extraVolumes }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
