import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";

export const CIPHERS = ["aes-256-gcm", "sm4-hmac-sm3"] as const;
export type CipherName = (typeof CIPHERS)[number];

/** Sealed bytes: nonce, ciphertext, tag. Every nonce is random: what is written again is never under the same. */
export interface Sealer {
  /** Of what comes in pieces, so that nothing has to be gathered first. */
  begin(aad: Uint8Array): Sealing;
  /** In pieces, so that nothing large is copied. */
  seal(aad: Uint8Array, plain: Uint8Array): Buffer[];
  /** Null when the bytes are not what was sealed, in this place, with this key. */
  open(aad: Uint8Array, sealed: Buffer): Buffer | null;
}

/** Nonce first, then what `update` gives, then the tag; nothing may be left out. */
export interface Sealing {
  readonly nonce: Buffer;
  update(plain: Uint8Array): Buffer;
  tag(): Buffer;
}

function inOne(sealing: Sealing, plain: Uint8Array): Buffer[] {
  const body = sealing.update(plain);
  return [sealing.nonce, body, sealing.tag()];
}

export interface Suite {
  readonly id: number;
  readonly name: CipherName;
  /** Bytes that sealing adds: nonce and tag. */
  readonly overhead: number;
  /** A sealer under a key of 32 bytes; `use` keeps keys of different purposes apart. */
  sealer(key: Uint8Array, use: "data" | "wrap"): Sealer;
}

const NONCE = 12;

const AES: Suite = {
  id: 1,
  name: "aes-256-gcm",
  overhead: NONCE + 16,
  sealer(key, use) {
    // As an object: made from bytes, it is prepared again for every chunk.
    const own = createSecretKey(Buffer.from(hkdfSync("sha256", key, "", `yunjian/evidence/${use}`, 32)));
    const begin = (aad: Uint8Array): Sealing => {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv("aes-256-gcm", own, nonce).setAAD(aad);
      return {
        nonce,
        update: (plain) => cipher.update(plain),
        tag() {
          cipher.final();
          return cipher.getAuthTag();
        },
      };
    };
    return {
      begin,
      seal: (aad, plain) => inOne(begin(aad), plain),
      open(aad, sealed) {
        if (sealed.length < NONCE + 16) return null;
        const decipher = createDecipheriv("aes-256-gcm", own, sealed.subarray(0, NONCE), {
          authTagLength: 16,
        })
          .setAAD(aad)
          .setAuthTag(sealed.subarray(-16));
        const plain = decipher.update(sealed.subarray(NONCE, -16));
        try {
          decipher.final();
          return plain;
        } catch {
          return null;
        }
      },
    };
  },
};

/** SM4 in counter mode, then HMAC-SM3 over all of it; Node has no SM4-GCM. */
const SM4: Suite = {
  id: 2,
  name: "sm4-hmac-sm3",
  overhead: NONCE + 32,
  sealer(key, use) {
    const own = Buffer.from(hkdfSync("sm3", key, "", `yunjian/evidence/${use}`, 48));
    const [cipherKey, macKey] = [own.subarray(0, 16), own.subarray(16)];
    const counter = (nonce: Uint8Array) => Buffer.concat([nonce, Buffer.alloc(4)]);
    // The length of the additional data stands first, so that no byte can move across the border.
    const macOf = (aad: Uint8Array, nonce: Uint8Array) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(aad.length);
      return createHmac("sm3", macKey).update(length).update(aad).update(nonce);
    };
    const begin = (aad: Uint8Array): Sealing => {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv("sm4-ctr", cipherKey, counter(nonce));
      const mac = macOf(aad, nonce);
      return {
        nonce,
        update(plain) {
          const body = cipher.update(plain);
          mac.update(body);
          return body;
        },
        tag: () => mac.digest(),
      };
    };
    return {
      begin,
      seal: (aad, plain) => inOne(begin(aad), plain),
      open(aad, sealed) {
        if (sealed.length < NONCE + 32) return null;
        const [nonce, body] = [sealed.subarray(0, NONCE), sealed.subarray(NONCE, -32)];
        if (!timingSafeEqual(macOf(aad, nonce).update(body).digest(), sealed.subarray(-32))) return null;
        return createDecipheriv("sm4-ctr", cipherKey, counter(nonce)).update(body);
      },
    };
  },
};

export const SUITES: readonly Suite[] = [AES, SM4];

export function suiteNamed(name: CipherName): Suite {
  return name === "sm4-hmac-sm3" ? SM4 : AES;
}
