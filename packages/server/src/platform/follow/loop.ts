import type { FastifyBaseLogger } from "fastify";

export interface LoopOptions {
  readonly name: string;
  /** How long to rest when there was nothing to do. */
  readonly everyMs: number;
  readonly log: FastifyBaseLogger;
  /** Resolves to true when there is more to do at once. */
  readonly work: () => Promise<boolean>;
  /** Errors after which going on would do harm: the loop ends. */
  readonly endsWith?: (error: unknown) => boolean;
}

export interface Loop {
  /** Somebody knows that there is work. */
  wake(): void;
  /** Resolves when the work in hand is done. */
  stop(): Promise<void>;
}

const LONGEST_REST = 60_000;

/** Work that never ends: one turn at a time, rests when idle, waits longer while it fails. */
export function startLoop(options: LoopOptions): Loop {
  const { log, name } = options;
  let stopped = false;
  let woken = false;
  let interrupt: (() => void) | undefined;
  let failures = 0;

  const rest = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      interrupt = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const run = async (): Promise<void> => {
    while (!stopped) {
      woken = false;
      let more = false;
      try {
        more = await options.work();
        failures = 0;
      } catch (error) {
        failures += 1;
        if (options.endsWith?.(error)) {
          log.fatal(
            { err: error, loop: name },
            "后台任务已停止，须人工处理 / background work has stopped and needs a person",
          );
          return;
        }
        log.error(
          { err: error, loop: name, failures },
          "后台任务出错，稍后重试 / background work failed, trying again",
        );
      }
      if (stopped || (failures === 0 && (more || woken))) continue;
      await rest(failures === 0 ? options.everyMs : Math.min(LONGEST_REST, 1000 * 2 ** (failures - 1)));
      interrupt = undefined;
    }
  };
  const running = run();
  return {
    wake: () => {
      woken = true;
      if (failures === 0) interrupt?.();
    },
    stop: async () => {
      stopped = true;
      interrupt?.();
      await running;
    },
  };
}
