#!/usr/bin/env bash
# Streams an answer with curl, in OpenAI's format: POLYGATE_KEY=sk-… chat.sh MODEL "QUESTION" [http://127.0.0.1:8080]
set -euo pipefail
model=$1 question=$2 origin=${3:-http://127.0.0.1:8080}
quoted() { printf %s "$1" | awk 'BEGIN { printf "\"" } { gsub(/[\\"]/, "\\\\&"); gsub(/\t/, "\\t"); printf "%s%s", newline, $0; newline = "\\n" } END { printf "\"" }'; }
curl -sSN --fail-with-body "$origin/v1/chat/completions" -H "authorization: Bearer $POLYGATE_KEY" -H 'content-type: application/json' \
  -d "{\"model\": $(quoted "$model"), \"stream\": true, \"messages\": [{\"role\": \"user\", \"content\": $(quoted "$question")}]}"
