// A streamed request over WebSocket; needs Node 22 or a browser, nothing else.
//   POLYGATE_KEY=… node examples/websocket/stream.mjs MODEL "Hello" [ws://127.0.0.1:8080/ws]
const [model = "gpt-4o-mini", text = "Hello", url = "ws://127.0.0.1:8080/ws"] = process.argv.slice(2);
const socket = new WebSocket(url, ["polygate", `bearer.${process.env.POLYGATE_KEY}`]);

socket.onopen = () => socket.send(JSON.stringify({
  type: "request", id: "1", model,
  request: {messages: [{role: "user", content: text}]},
  metadata: {stream: true},
}));
socket.onmessage = ({data}) => {
  const message = JSON.parse(data);
  if (message.type === "stream") process.stdout.write(message.data.choices[0]?.delta.content ?? "");
  if (message.type === "error") console.error(`${message.error.code}: ${message.error.message}`);
  if (message.type === "stream_end") console.log(`\n(${message.finish_reason}, ${message.usage?.total_tokens} tokens)`);
  if (message.type !== "stream") socket.close(1000);
};
socket.onclose = ({code}) => { process.exitCode = code === 1000 ? 0 : 1; };
