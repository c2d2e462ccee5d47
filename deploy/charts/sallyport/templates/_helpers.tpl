{{- /* SPDX-License-Identifier: Apache-2.0 */ -}}

{{- define "sallyport.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else if contains "sallyport" .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-sallyport" .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "sallyport.selector" -}}
app.kubernetes.io/name: sallyport
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "sallyport.labels" -}}
{{ include "sallyport.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: sallyport
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end -}}

{{- define "sallyport.image" -}}
{{- with .image -}}
{{- . -}}
{{- else -}}
{{- printf "%s/sallyport-%s:%s" .root.Values.image.registry .component (.root.Values.image.tag | default .root.Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{- define "sallyport.peerSecret" -}}
{{- .Values.peerKey.existingSecret | default (printf "%s-peer" (include "sallyport.fullname" .)) -}}
{{- end -}}

{{- define "sallyport.priorityClass" -}}
{{- if .Values.node.priorityClass.name -}}
{{- .Values.node.priorityClass.name -}}
{{- else if .Values.node.priorityClass.create -}}
{{- include "sallyport.fullname" . }}-node
{{- end -}}
{{- end -}}

{{- /* What every container of ours that needs no privilege says; holds at the level "restricted". */ -}}
{{- define "sallyport.restricted" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- /* On machines that images exist for; what the user says of nodes wins, all else of theirs stays beside it. */ -}}
{{- define "sallyport.affinity" -}}
{{- $arch := dict "key" "kubernetes.io/arch" "operator" "In" "values" .architectures -}}
{{- $terms := dict "nodeSelectorTerms" (list (dict "matchExpressions" (list $arch))) -}}
{{- $ours := dict "nodeAffinity" (dict "requiredDuringSchedulingIgnoredDuringExecution" $terms) -}}
{{- toYaml (merge (deepCopy .affinity) $ours) -}}
{{- end -}}
