/** What is wrong with a stored object or its key; said by name, so that nobody takes damage for a bug. */
export type EvidenceFault =
  | "not-sealed" // no header of ours
  | "version-unknown" // written by a newer program
  | "wrong-space" // the object of another organisation
  | "key-missing" // its key is not in the keys folder
  | "key-erased" // its key was destroyed on purpose
  | "header-damaged"
  | "chunk-damaged"
  | "truncated"
  | "digest-differs"; // whole, but not the content its name says

export class EvidenceProblem extends Error {
  readonly fault: EvidenceFault;
  constructor(fault: EvidenceFault, about: string) {
    super(`evidence store: ${fault}: ${about}`);
    this.name = "EvidenceProblem";
    this.fault = fault;
  }
}
