/** One measured figure with what it is held against; `npm run bench -- --json` prints a line each. */
export interface Figure {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  /** What the project wants to reach; null where a figure only informs. */
  readonly reach: number | null;
  readonly ok: boolean | null;
  /** The peer or limit of the same run. */
  readonly against: string;
  readonly size: string;
}

export type Better = "lower" | "higher";

export function figure(
  name: string,
  value: number,
  unit: string,
  rest: { reach?: number; better?: Better; against?: string; size?: string } = {},
): Figure {
  const reach = rest.reach ?? null;
  const rounded = Number(value.toPrecision(4));
  const ok =
    reach === null ? null : (rest.better ?? "lower") === "lower" ? rounded <= reach : rounded >= reach;
  return {
    figure: name,
    value: rounded,
    unit,
    reach,
    ok,
    against: rest.against ?? "",
    size: rest.size ?? "",
  };
}

export class Report {
  readonly figures: Figure[] = [];
  readonly #json: boolean;
  constructor(json: boolean) {
    this.#json = json;
  }

  add(...figures: readonly Figure[]): void {
    for (const each of figures) {
      this.figures.push(each);
      process.stdout.write(this.#json ? `${JSON.stringify(each)}\n` : `${line(each)}\n`);
    }
  }

  /** Progress: on standard error, so that --json stays clean. */
  say(text: string): void {
    process.stderr.write(`… ${text}\n`);
  }
}

function line({ figure: name, value, unit, reach, ok, against, size }: Figure): string {
  const mark = ok === null ? "  " : ok ? "ok" : "!!";
  const goal = reach === null ? "" : `reach ${reach} ${unit}`;
  return `${mark}  ${name.padEnd(48)} ${String(value).padStart(9)} ${unit.padEnd(8)} ${goal.padEnd(18)} ${against} ${size}`.trimEnd();
}

export function percentile(sorted: readonly number[], p: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN;
}

/** Deterministic, so that two runs build and ask the same. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
