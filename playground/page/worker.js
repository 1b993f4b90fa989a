// Answers requests with the compiler, apart from the page, so that typing never waits.
// Input: first the compiler, packed, in base64; then requests, each with a number. Output: the answers, each with its number.
// Never: answers two requests with one instance, which takes no memory back.
let compiled = null;

function unpack({ text, length }) {
  const packed = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  return WebAssembly.compile(unpackLzma(packed, length));
}

async function ask(request) {
  const { memory, room, answer, place } = new WebAssembly.Instance(await compiled).exports;
  const bytes = new TextEncoder().encode(JSON.stringify(request));
  const at = room(bytes.length);
  new Uint8Array(memory.buffer, at, bytes.length).set(bytes);
  const length = answer();
  return JSON.parse(new TextDecoder().decode(new Uint8Array(memory.buffer, place(), length)));
}

onmessage = async ({ data }) => {
  try {
    if (data.engine) {
      compiled = unpack(data.engine);
      await compiled;
    } else {
      postMessage({ number: data.number, answer: await ask(data.request) });
    }
  } catch (error) {
    postMessage({ number: data.number, fault: String(error) });
  }
};
