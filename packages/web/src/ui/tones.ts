/** Colour pairs of states and notes; the test holds each to 4.5:1. */
export const TONES = {
  muted: { ink: "#5a6370", paper: "#f3f4f6", line: "#d9dde3" },
  neutral: { ink: "#3a4350", paper: "#e9ecf0", line: "#cbd1d9" },
  info: { ink: "#17518f", paper: "#e4eefa", line: "#b5cfec" },
  wait: { ink: "#56389a", paper: "#efeafa", line: "#cfc2ec" },
  good: { ink: "#1a6638", paper: "#e3f3e8", line: "#b0d8be" },
  warn: { ink: "#834e00", paper: "#fdf0d8", line: "#efd09a" },
  bad: { ink: "#a4211d", paper: "#fde9e7", line: "#f1bdb9" },
  grave: { ink: "#ffffff", paper: "#a4211d", line: "#a4211d" },
} as const;
export type Tone = keyof typeof TONES;

/** The ink of a tone on white, for figures and words without a field behind them. */
export function inkOf(tone: Tone): string {
  return tone === "grave" ? TONES.bad.ink : TONES[tone].ink;
}
