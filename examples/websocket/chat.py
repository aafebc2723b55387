"""A conversation over WebSocket, with the `websockets` package.

    POLYGATE_KEY=… python examples/websocket/chat.py MODEL "Hello" "And again?" [--url ws://127.0.0.1:8080/ws]
"""

import argparse
import json
import os

from websockets.sync.client import connect

parser = argparse.ArgumentParser()
parser.add_argument("model")
parser.add_argument("texts", nargs="+")
parser.add_argument("--url", default="ws://127.0.0.1:8080/ws")
arguments = parser.parse_args()

headers = {"Authorization": "Bearer " + os.environ["POLYGATE_KEY"]}
with connect(arguments.url, additional_headers=headers) as socket:
    for text in arguments.texts:
        payload = {"content": text, "model": arguments.model, "history": True}
        socket.send(json.dumps({"type": "chat", "payload": payload}))
        while (message := json.loads(socket.recv()))["type"] == "chat":
            print(message["payload"]["content"], end="", flush=True)
        if message["type"] == "error":
            raise SystemExit(message["code"] + ": " + message["message"])
        print()
