/**
 * SM2 signatures with SM3 (GB/T 32918.2) over sm-crypto-v2. OpenSSL's and so Node's own "SM2" is another
 * thing: it leaves out the signer's identity or signs ECDSA. Key bytes: 65 for the public key (04 || x || y),
 * 32 for the private one, 64 for a signature (r || s).
 */
import { sm2 } from "sm-crypto-v2";
import { fromHex, toHex } from "./bytes.ts";

/** The identity that GB/T 35276 prescribes where nothing else was agreed. */
const USER_ID = "1234567812345678";
export const SM2_PUBLIC_SIZE = 65;

export function sm2KeyPair(): { secret: Uint8Array<ArrayBuffer>; publicKey: Uint8Array<ArrayBuffer> } {
  const { privateKey, publicKey } = sm2.generateKeyPairHex();
  return { secret: fromHex(privateKey.padStart(64, "0")), publicKey: fromHex(publicKey) };
}

export function sm2PublicKey(secret: Uint8Array): Uint8Array<ArrayBuffer> {
  return fromHex(sm2.getPublicKeyFromPrivateKey(toHex(secret)));
}

export function sm2Sign(message: Uint8Array, secret: Uint8Array): Uint8Array<ArrayBuffer> {
  const signature = sm2.doSignature(message, toHex(secret), {
    hash: true,
    publicKey: toHex(sm2PublicKey(secret)),
    userId: USER_ID,
  });
  return fromHex(signature);
}

export function sm2Verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== 64) return false;
  try {
    return sm2.doVerifySignature(message, toHex(signature), toHex(publicKey), {
      hash: true,
      userId: USER_ID,
    });
  } catch {
    return false;
  }
}
