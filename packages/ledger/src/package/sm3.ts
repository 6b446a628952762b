/** A digest of bytes that flow by. */
export interface Digest {
  update(bytes: Uint8Array): void;
  /** Lower case hex. */
  hex(): string;
}

/**
 * SM3 (GB/T 32905) of bytes that flow by: sm-crypto-v2 hashes whole messages only, and a file may be larger than
 * memory. Native where there is Node; this is for browsers.
 */
export function sm3Stream(): Digest {
  const state = Uint32Array.of(
    0x7380166f,
    0x4914b2b9,
    0x172442d7,
    0xda8a0600,
    0xa96f30bc,
    0x163138aa,
    0xe38dee4d,
    0xb0fb0e4e,
  );
  const block = new Uint8Array(64);
  const words = new Uint32Array(68);
  let filled = 0;
  let total = 0;
  const take = (bytes: Uint8Array, at: number): void => {
    for (let i = 0; i < 16; i += 1) {
      const j = at + i * 4;
      words[i] =
        ((bytes[j] as number) << 24) |
        ((bytes[j + 1] as number) << 16) |
        ((bytes[j + 2] as number) << 8) |
        (bytes[j + 3] as number);
    }
    compress(state, words);
  };
  const update = (bytes: Uint8Array): void => {
    total += bytes.length;
    let at = 0;
    if (filled > 0) {
      const taken = Math.min(64 - filled, bytes.length);
      block.set(bytes.subarray(0, taken), filled);
      filled += taken;
      at = taken;
      if (filled < 64) return;
      take(block, 0);
      filled = 0;
    }
    for (; at + 64 <= bytes.length; at += 64) take(bytes, at);
    block.set(bytes.subarray(at), 0);
    filled = bytes.length - at;
  };
  return {
    update,
    hex() {
      const bits = BigInt(total) * 8n;
      const padding = new Uint8Array((filled < 56 ? 56 : 120) - filled + 8);
      padding[0] = 0x80;
      new DataView(padding.buffer).setBigUint64(padding.length - 8, bits);
      update(padding);
      return [...state].map((word) => word.toString(16).padStart(8, "0")).join("");
    },
  };
}

const rotate = (x: number, n: number): number => (x << n) | (x >>> (32 - n));
/** T_j, turned left by j. */
const TURNED = Uint32Array.from({ length: 64 }, (_, j) => rotate(j < 16 ? 0x79cc4519 : 0x7a879d8a, j % 32));

function compress(state: Uint32Array, w: Uint32Array): void {
  for (let j = 16; j < 68; j += 1) {
    const x = (w[j - 16] as number) ^ (w[j - 9] as number) ^ rotate(w[j - 3] as number, 15);
    w[j] = x ^ rotate(x, 15) ^ rotate(x, 23) ^ rotate(w[j - 13] as number, 7) ^ (w[j - 6] as number);
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  for (let j = 0; j < 64; j += 1) {
    const a12 = rotate(a, 12);
    const ss1 = rotate((a12 + e + (TURNED[j] as number)) | 0, 7);
    const ss2 = ss1 ^ a12;
    const ff = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
    const gg = j < 16 ? e ^ f ^ g : (e & f) | (~e & g);
    const tt1 = (ff + d + ss2 + ((w[j] as number) ^ (w[j + 4] as number))) | 0;
    const tt2 = (gg + h + ss1 + (w[j] as number)) | 0;
    d = c;
    c = rotate(b, 9);
    b = a;
    a = tt1;
    h = g;
    g = rotate(f, 19);
    f = e;
    e = tt2 ^ rotate(tt2, 9) ^ rotate(tt2, 17);
  }
  const next = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < 8; i += 1) state[i] = (state[i] as number) ^ (next[i] as number);
}
