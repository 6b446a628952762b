import { type FormDefinition, formOf, type FormValues, Refusal } from "@yunjian/domain";
import type { Blobs } from "../../platform/blobs/blobs.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { defaultTemplate } from "./default-template.ts";
import { templateAt, templates } from "./queries.ts";
import { renderForm } from "./render.ts";
import type { DocumentFacts } from "./tags.ts";

export type { DocumentFacts } from "./tags.ts";

/** The version that came with the product; nobody uploaded it. */
export const BUILT_IN = 1;
const builtIn = new Map<string, Promise<Buffer>>();

export async function bytesOfTemplate(tx: Tx, blobs: Blobs, key: string, version: number): Promise<Buffer> {
  if (version === BUILT_IN) return await builtInTemplate(key, formOf(key));
  const template = await templateAt(tx, key, version);
  if (!template) throw new Refusal("not-found");
  const chunks: Buffer[] = [];
  for await (const chunk of await blobs.get(template.blob_key)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function builtInTemplate(key: string, form: FormDefinition): Promise<Buffer> {
  const made = builtIn.get(key) ?? defaultTemplate(form);
  builtIn.set(key, made);
  return made;
}

/** The Word document of a filled form, by the template in force. */
export async function documentOf(
  tx: Tx,
  blobs: Blobs,
  filled: { readonly key: string; readonly values: FormValues; readonly facts: DocumentFacts },
): Promise<{ bytes: Buffer; templateVersion: number }> {
  const [current] = await templates(tx, filled.key);
  const templateVersion = current?.version ?? BUILT_IN;
  const template = await bytesOfTemplate(tx, blobs, filled.key, templateVersion);
  return {
    bytes: await renderForm(template, formOf(filled.key), filled.values, filled.facts),
    templateVersion,
  };
}
