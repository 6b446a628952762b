import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/browser";

/** Whether this browser at this address has passkeys: https or localhost. */
export function passkeysHere(): boolean {
  return window.isSecureContext && typeof window.PublicKeyCredential === "function";
}

/** The person cancelled, or the authenticator did not answer. */
export class PasskeyCancelled extends Error {
  override readonly name = "PasskeyCancelled";
}

type Credential = Record<string, unknown>;

export async function makePasskey(options: Record<string, unknown>): Promise<Credential> {
  const { startRegistration } = await import("@simplewebauthn/browser");
  return await answered(
    startRegistration({ optionsJSON: options as unknown as PublicKeyCredentialCreationOptionsJSON }),
  );
}

export async function presentPasskey(options: Record<string, unknown>): Promise<Credential> {
  const { startAuthentication } = await import("@simplewebauthn/browser");
  return await answered(
    startAuthentication({ optionsJSON: options as unknown as PublicKeyCredentialRequestOptionsJSON }),
  );
}

async function answered(credential: Promise<object>): Promise<Credential> {
  try {
    return { ...(await credential) };
  } catch (cause) {
    throw new PasskeyCancelled("the passkey gave no answer", { cause });
  }
}
