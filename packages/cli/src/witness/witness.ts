import {
  cosign,
  equalBytes,
  LARGEST_REQUEST,
  LedgerFailure,
  openCheckpoint,
  parseAddCheckpoint,
  parseCheckpoint,
  parseNote,
  requireConsistent,
  SIZE_TYPE,
  treeOf,
  type VerifierKey,
  verifySignatures,
  withSignatures,
} from "@yunjian/ledger";
import { NATIVE } from "../ledger/hashes.ts";
import type { WitnessState } from "./state.ts";

export interface Reply {
  readonly status: number;
  readonly type?: string;
  readonly body: string;
}

/** C2SP tlog-witness, add-checkpoint. `logs` are the keys of the logs this witness watches. */
export async function addCheckpoint(
  state: WitnessState,
  logs: readonly VerifierKey[],
  body: string,
  now: Date,
): Promise<Reply> {
  if (body.length > LARGEST_REQUEST) return { status: 413, body: "too large\n" };
  let request: ReturnType<typeof parseAddCheckpoint>;
  let origin: string;
  try {
    request = parseAddCheckpoint(body);
    origin = parseCheckpoint(parseNote(request.checkpoint).text).origin;
  } catch (error) {
    if (error instanceof LedgerFailure) return { status: 400, body: `${error.code}\n` };
    throw error;
  }
  const keys = logs.filter((key) => key.name === origin);
  if (keys.length === 0) return { status: 404, body: "origin-differs\n" };
  let checkpoint: ReturnType<typeof openCheckpoint>;
  try {
    checkpoint = openCheckpoint(request.checkpoint, { log: keys });
  } catch (error) {
    if (error instanceof LedgerFailure) return { status: 403, body: `${error.code}\n` };
    throw error;
  }
  if (request.old > checkpoint.size) return { status: 400, body: "old size is larger than the checkpoint\n" };
  return await state.inTurn(origin, async () => {
    const last = await state.newest(origin);
    const before =
      last === undefined ? undefined : openCheckpoint(last, { log: keys, witnesses: [state.key.key] });
    const size = before?.size ?? 0;
    const conflict = { status: 409, type: SIZE_TYPE, body: `${size}\n` };
    if (request.old !== size) return conflict;
    if (before && before.size === checkpoint.size && !equalBytes(before.root, checkpoint.root))
      return conflict;
    const hash = NATIVE[treeOf(origin)];
    try {
      // From nothing there is nothing to prove: the path must be empty.
      if (size === 0 && request.path.length > 0) throw new LedgerFailure("history-rewritten", "0");
      if (size > 0) requireConsistent(hash, before as NonNullable<typeof before>, checkpoint, request.path);
    } catch (error) {
      if (error instanceof LedgerFailure) return { status: 422, body: `${error.code}\n` };
      throw error;
    }
    // A witness's time never runs back, whatever the clock of its machine does.
    const lastTime = before?.witnesses[0]?.time ?? 0;
    const line = cosign(
      checkpoint.note.text,
      state.key,
      Math.max(Math.floor(now.getTime() / 1000), lastTime),
    );
    const kept = checkpoint.note.signatures
      .filter(({ name }) => name === origin)
      .map((each) => `${each.line}\n`);
    const own = withSignatures(`${checkpoint.note.text}\n${kept.join("")}`, [line]);
    verifySignatures(parseNote(own), [state.key.key]);
    await state.keep(origin, own);
    return { status: 200, body: line };
  });
}
