// The state in the address: what follows `#` is a JSON object, compressed, in base64url.
// Input: a state, or an address. Output: the other one. Never: anything that is not in the state.

const LARGEST_STATE = 4 << 20;

async function passed(bytes, through) {
  const reader = new Blob([bytes]).stream().pipeThrough(through).getReader();
  const parts = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return new Blob(parts);
    }
    length += value.length;
    if (length > LARGEST_STATE) {
      throw new Error("the text in this address is too large");
    }
    parts.push(value);
  }
}

async function packed(state) {
  const bytes = new TextEncoder().encode(JSON.stringify(state));
  const short = new Uint8Array(await (await passed(bytes, new CompressionStream("deflate-raw"))).arrayBuffer());
  let text = "";
  for (const byte of short) {
    text += String.fromCharCode(byte);
  }
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

async function unpacked(fragment) {
  const text = atob(fragment.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(text, (sign) => sign.charCodeAt(0));
  const state = JSON.parse(await (await passed(bytes, new DecompressionStream("deflate-raw"))).text());
  if (typeof state?.text !== "string") {
    throw new Error("the address has no text");
  }
  return state;
}
