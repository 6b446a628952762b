import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { createLog } from "../../src/platform/log.ts";

function written(readable: boolean): { log: ReturnType<typeof createLog>; lines: () => string } {
  let text = "";
  const destination = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  return { log: createLog({ level: "trace", readable, destination }), lines: () => text };
}

const FORGED = 'x\n{"level":"info","msg":"audit passed"}\r\u001b[2K\u2028y';

test.each([true, false])("a value from outside writes no line of its own (readable: %s)", (readable) => {
  const { log, lines } = written(readable);
  log.info({ agent: FORGED }, `seen ${FORGED}`);
  expect(lines().split("\n")).toHaveLength(2);
  // oxlint-disable-next-line no-control-regex -- what must not be there
  expect(lines()).not.toMatch(/[\r\u001b]/);
});

test("passwords, tokens, cookies and keys are not written", () => {
  const { log, lines } = written(false);
  const secret = "S3cret-value-1";
  log.error({ password: secret, token: secret, body: { password: secret, token: secret } }, "x");
  log.error(
    { req: { headers: { authorization: secret, cookie: secret } }, headers: { cookie: secret } },
    "x",
  );
  log.error({ err: new Error("connect postgres://app:S3cret-value-1@db/x failed") }, "x");
  expect(lines()).not.toContain(secret);
});
