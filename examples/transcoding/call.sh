#!/usr/bin/env bash
# Calls a method of any gRPC backend with JSON, with curl: POLYGATE_KEY=sk-… call.sh SERVICE/METHOD 'JSON' [http://127.0.0.1:8080]
# A streamed answer comes line by line; so may a streamed request: with - for JSON it is read from standard input.
set -euo pipefail
method=$1 json=$2 origin=${3:-http://127.0.0.1:8080}
if [ "$json" = - ]; then body=(-X POST -T - -H 'content-type: application/x-ndjson')
else body=(--data-raw "$json" -H 'content-type: application/json'); fi
curl -sSN --fail-with-body "$origin/grpc/$method" -H "authorization: Bearer $POLYGATE_KEY" "${body[@]}"
echo
