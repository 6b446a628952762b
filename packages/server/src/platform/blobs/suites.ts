import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";

export const CIPHERS = ["aes-256-gcm", "sm4-hmac-sm3"] as const;
export type CipherName = (typeof CIPHERS)[number];

/** Sealed bytes: nonce, ciphertext, tag. Every nonce is random: what is written again is never under the same. */
export interface Sealer {
  /** In pieces, so that nothing large is copied. */
  seal(aad: Uint8Array, plain: Uint8Array): Buffer[];
  /** Null when the bytes are not what was sealed, in this place, with this key. */
  open(aad: Uint8Array, sealed: Buffer): Buffer | null;
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
    const own = Buffer.from(hkdfSync("sha256", key, "", `yunjian/evidence/${use}`, 32));
    return {
      seal(aad, plain) {
        const nonce = randomBytes(NONCE);
        const cipher = createCipheriv("aes-256-gcm", own, nonce).setAAD(aad);
        const body = cipher.update(plain);
        cipher.final();
        return [nonce, body, cipher.getAuthTag()];
      },
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
    const mac = (aad: Uint8Array, nonce: Uint8Array, body: Uint8Array) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(aad.length);
      return createHmac("sm3", macKey).update(length).update(aad).update(nonce).update(body).digest();
    };
    return {
      seal(aad, plain) {
        const nonce = randomBytes(NONCE);
        const body = createCipheriv("sm4-ctr", cipherKey, counter(nonce)).update(plain);
        return [nonce, body, mac(aad, nonce, body)];
      },
      open(aad, sealed) {
        if (sealed.length < NONCE + 32) return null;
        const [nonce, body] = [sealed.subarray(0, NONCE), sealed.subarray(NONCE, -32)];
        if (!timingSafeEqual(mac(aad, nonce, body), sealed.subarray(-32))) return null;
        return createDecipheriv("sm4-ctr", cipherKey, counter(nonce)).update(body);
      },
    };
  },
};

export const SUITES: readonly Suite[] = [AES, SM4];

export function suiteNamed(name: CipherName): Suite {
  return name === "sm4-hmac-sm3" ? SM4 : AES;
}
