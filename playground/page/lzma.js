// Unpacks what LZMA packed, without a header: browsers unpack gzip alone, which leaves the compiler a third larger.
// Input: the packed bytes, and how many bytes they were. Output: those bytes. Never: reads another setting than lc = 4, lp = 0,
// pb = 0, which pack WebAssembly best. Written after the format's specification (lzma-specification.txt of the LZMA SDK).

function unpackLzma(packed, length) {
  const out = new Uint8Array(length);
  const CONTEXT = 4;
  const states = 12;
  // All probabilities in one array: each table begins where the one before it ends.
  let size = 0;
  const table = (count) => (size += count) - count;
  const isMatch = table(states);
  const isRepeat = table(states);
  const isRepeat0 = table(states);
  const isRepeat1 = table(states);
  const isRepeat2 = table(states);
  const isRepeat0Long = table(states);
  const slots = table(4 * 64);
  const positions = table(128);
  const align = table(16);
  const lengths = [0, 1].map(() => ({ choice: table(2), low: table(8), middle: table(8), high: table(256) }));
  const literals = table(0x300 << CONTEXT);
  const odds = new Uint16Array(size).fill(1024);

  let at = 5;
  let range = 0xffffffff;
  let code = ((packed[1] << 24) | (packed[2] << 16) | (packed[3] << 8) | packed[4]) >>> 0;

  function normalize() {
    if (range < 0x1000000) {
      range = (range << 8) >>> 0;
      code = ((code << 8) | packed[at]) >>> 0;
      at += 1;
    }
  }

  function bit(index) {
    const chance = odds[index];
    const bound = (range >>> 11) * chance;
    let value = 0;
    if (code < bound) {
      range = bound;
      odds[index] = chance + ((2048 - chance) >> 5);
    } else {
      range -= bound;
      code -= bound;
      odds[index] = chance - (chance >> 5);
      value = 1;
    }
    normalize();
    return value;
  }

  function tree(first, bits) {
    let node = 1;
    for (let left = bits; left > 0; left -= 1) {
      node = (node << 1) | bit(first + node);
    }
    return node - (1 << bits);
  }

  /** A number whose lowest bit comes first. */
  function reverse(first, bits) {
    let node = 1;
    let value = 0;
    for (let shift = 0; shift < bits; shift += 1) {
      const next = bit(first + node);
      node = (node << 1) | next;
      value |= next << shift;
    }
    return value;
  }

  function direct(bits) {
    let value = 0;
    for (let left = bits; left > 0; left -= 1) {
      range >>>= 1;
      const next = code >= range ? 1 : 0;
      code -= next * range;
      value = value * 2 + next;
      normalize();
    }
    return value;
  }

  function matchLength({ choice, low, middle, high }) {
    if (bit(choice) === 0) {
      return 2 + tree(low, 3);
    }
    return bit(choice + 1) === 0 ? 10 + tree(middle, 3) : 18 + tree(high, 8);
  }

  function matchDistance(count) {
    const slot = tree(slots + Math.min(count - 2, 3) * 64, 6);
    if (slot < 4) {
      return slot;
    }
    const bits = (slot >> 1) - 1;
    const base = (2 | (slot & 1)) << bits;
    return slot < 14 ? base + reverse(positions + base - slot, bits) : (base >>> 0) + direct(bits - 4) * 16 + reverse(align, 4);
  }

  const distances = [0, 0, 0, 0];
  let state = 0;
  let done = 0;
  while (done < length) {
    if (bit(isMatch + state) === 0) {
      const before = done === 0 ? 0 : out[done - 1];
      const first = literals + 0x300 * (before >> (8 - CONTEXT));
      let sign = 1;
      if (state >= 7) {
        let matched = out[done - distances[0] - 1];
        do {
          const expected = (matched >> 7) & 1;
          matched <<= 1;
          const next = bit(first + ((1 + expected) << 8) + sign);
          sign = (sign << 1) | next;
          if (expected !== next) {
            break;
          }
        } while (sign < 0x100);
      }
      while (sign < 0x100) {
        sign = (sign << 1) | bit(first + sign);
      }
      out[done] = sign & 0xff;
      done += 1;
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
      continue;
    }
    let count;
    if (bit(isRepeat + state) === 0) {
      count = matchLength(lengths[0]);
      distances.pop();
      distances.unshift(matchDistance(count));
      state = state < 7 ? 7 : 10;
    } else {
      if (bit(isRepeat0 + state) === 0) {
        if (bit(isRepeat0Long + state) === 0) {
          out[done] = out[done - distances[0] - 1];
          done += 1;
          state = state < 7 ? 9 : 11;
          continue;
        }
      } else {
        const which = bit(isRepeat1 + state) === 0 ? 1 : 2 + bit(isRepeat2 + state);
        distances.unshift(...distances.splice(which, 1));
      }
      count = matchLength(lengths[1]);
      state = state < 7 ? 8 : 11;
    }
    const distance = distances[0] + 1;
    if (distance > done || done + count > length) {
      throw new Error("the compiler in this page is damaged");
    }
    for (; count > 0; count -= 1) {
      out[done] = out[done - distance];
      done += 1;
    }
  }
  return out;
}
