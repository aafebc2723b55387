"""Calls a method of any gRPC backend with JSON over HTTP, with nothing but Python. A streamed answer comes line by line.

    POLYGATE_KEY=… python examples/transcoding/call.py library.v1.Library/ListBooks '{"count": 3}' [http://127.0.0.1:8080]
"""

import json
import os
import sys
import urllib.error
import urllib.request

method, body, *rest = sys.argv[1:]
origin = rest[0] if rest else "http://127.0.0.1:8080"

request = urllib.request.Request(
    f"{origin}/grpc/{method}",
    data=body.encode(),
    headers={
        "authorization": "Bearer " + os.environ["POLYGATE_KEY"],
        "content-type": "application/json",
        "grpc-timeout": "60S",
    },
)
try:
    with urllib.request.urlopen(request) as response:
        for line in response:
            message = json.loads(line)
            if "error" in message:
                raise SystemExit(f"{message['error']['status']}: {message['error']['message']}")
            print(message)
except urllib.error.HTTPError as refused:
    error = json.load(refused)["error"]
    raise SystemExit(f"{error['status']}: {error['message']}")
