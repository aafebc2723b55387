#!/usr/bin/env bash
# Asks a model in GraphQL: POLYGATE_KEY=sk-… chat.sh MODEL "QUESTION" [http://127.0.0.1:8080]
set -euo pipefail
model=$1 question=$2 origin=${3:-http://127.0.0.1:8080}
quoted() { printf %s "$1" | awk 'BEGIN { printf "\"" } { gsub(/[\\"]/, "\\\\&"); gsub(/\t/, "\\t"); printf "%s%s", newline, $0; newline = "\\n" } END { printf "\"" }'; }
query='mutation ($model: String!, $question: String!) {
  chat(input: {model: $model, messages: [{role: USER, content: $question}]}) { text finishReason usage { inputTokens outputTokens } } }'
curl -sS "$origin/graphql" -H "authorization: Bearer $POLYGATE_KEY" -H 'content-type: application/json' \
  -d "{\"query\": \"$(printf %s "$query" | tr '\n' ' ')\", \"variables\": {\"model\": $(quoted "$model"), \"question\": $(quoted "$question")}}"
echo
