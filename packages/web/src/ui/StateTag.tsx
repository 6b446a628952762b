import { useText } from "../lib/language.ts";
import { SHAPES, type Shape } from "./shapes.ts";
import { STATES, type StateKind, type StateKinds } from "./states.ts";
import { TONES, type Tone } from "./tones.ts";

export type StateTagProps = {
  [K in StateKind]: {
    readonly kind: K;
    readonly state: StateKinds[K];
    /** Other words than the state's own, such as a count: 逾期 3. */
    readonly label?: string;
    /** Shape and word without a field behind them, for dense tables. */
    readonly plain?: boolean;
  };
}[StateKind];

/** A state as word + shape + colour. */
export function StateTag(props: StateTagProps) {
  const { kind, state, label, plain = false } = props;
  const text = useText();
  const table: Readonly<Record<string, { tone: Tone; shape: Shape }>> = STATES[kind];
  const look = table[state] ?? { tone: "neutral", shape: "dot" };
  return (
    <ToneTag tone={look.tone} shape={look.shape} plain={plain}>
      {label ?? text(`state.${kind}.${state}`)}
    </ToneTag>
  );
}

export interface ToneTagProps {
  readonly tone: Tone;
  readonly shape?: Shape;
  readonly plain?: boolean;
  readonly children: React.ReactNode;
}

/** A small labelled field for what is not a state of the vocabulary: 增强, 暂定, 专享. */
export function ToneTag({ tone, shape, plain = false, children }: ToneTagProps) {
  const { ink, paper, line } = TONES[plain && tone === "grave" ? "bad" : tone];
  return (
    <span
      className={plain ? "yj-tag yj-tag-plain" : "yj-tag"}
      style={plain ? { color: ink } : { color: ink, background: paper, borderColor: line }}
    >
      {shape && <ShapeIcon shape={shape} />}
      <span>{children}</span>
    </span>
  );
}

export function ShapeIcon({ shape }: { readonly shape: Shape }) {
  const { stroke, fill }: { readonly stroke?: string; readonly fill?: string } = SHAPES[shape];
  return (
    <svg className="yj-shape" viewBox="0 0 12 12" width="11" height="11" aria-hidden="true">
      {fill && <path d={fill} fill="currentColor" />}
      {stroke && (
        <path
          d={stroke}
          fill="none"
          stroke="currentColor"
          strokeWidth="1.7"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      )}
    </svg>
  );
}
