// A text in two pieces, as a stream has it; nothing for no text.
export function pieces(text) {
  if (!text) return [];
  const half = Math.ceil(text.length / 2);
  return [text.slice(0, half), text.slice(half)].filter((piece) => piece !== '');
}

export const sse = (event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
