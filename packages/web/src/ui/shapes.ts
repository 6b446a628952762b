/** Drawings of 12 x 12 in the current colour. Filled unless the path asks for a stroke. */
export const SHAPES = {
  ring: { stroke: "M6 1.75a4.25 4.25 0 1 1 0 8.5a4.25 4.25 0 0 1 0-8.5z" },
  dot: { fill: "M6 1.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 0 1 0-9z" },
  half: {
    stroke: "M6 1.75a4.25 4.25 0 1 1 0 8.5a4.25 4.25 0 0 1 0-8.5z",
    fill: "M6 1.5v9a4.5 4.5 0 0 0 0-9z",
  },
  square: { fill: "M2 2h8v8h-8z" },
  triangle: { fill: "M6 1l5.2 9.5h-10.4z" },
  diamond: { fill: "M6 .6l5.4 5.4l-5.4 5.4l-5.4-5.4z" },
  check: { stroke: "M1.8 6.4l2.9 2.9l5.5-6.4" },
  cross: { stroke: "M2.4 2.4l7.2 7.2M9.6 2.4l-7.2 7.2" },
  dash: { stroke: "M2 6h8" },
  clock: { stroke: "M6 1.4a4.6 4.6 0 1 1 0 9.2a4.6 4.6 0 0 1 0-9.2zM6 3.4v2.8l1.9 1.2" },
  back: { stroke: "M4.6 2l-2.8 2.6l2.8 2.6M2 4.6h5.2a2.7 2.7 0 0 1 0 5.4h-2.4" },
  flag: { stroke: "M2.8 11v-9.6", fill: "M2.6 1.4h7.6l-2 2.7l2 2.7h-7.6z" },
  pen: { stroke: "M2 10l.5-2.6l5.6-5.6l2.1 2.1l-5.6 5.6z" },
  pause: { stroke: "M4 2v8M8 2v8" },
} as const satisfies Record<string, { readonly stroke?: string; readonly fill?: string }>;
export type Shape = keyof typeof SHAPES;
