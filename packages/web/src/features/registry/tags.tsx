import type { CertificateState } from "@yunjian/domain";
import { useText } from "../../lib/language.ts";
import type { Shape } from "../../ui/shapes.ts";
import { StateTag, ToneTag } from "../../ui/StateTag.tsx";
import type { Tone } from "../../ui/tones.ts";

const CERTIFICATES: Readonly<Record<CertificateState, { tone: Tone; shape: Shape }>> = {
  valid: { tone: "good", shape: "check" },
  applied: { tone: "info", shape: "half" },
  "apply-soon": { tone: "warn", shape: "clock" },
  "apply-late": { tone: "bad", shape: "triangle" },
  expired: { tone: "bad", shape: "square" },
  voided: { tone: "bad", shape: "dash" },
};

/** Where a security assessment certificate stands; null: there is none. */
export function CertificateTag({
  state,
  plain = false,
}: {
  readonly state: CertificateState | null;
  readonly plain?: boolean;
}) {
  const text = useText();
  if (state === null) {
    return (
      <ToneTag tone="muted" shape="ring" plain={plain}>
        {text("registry.certificate.none")}
      </ToneTag>
    );
  }
  const { tone, shape } = CERTIFICATES[state];
  return (
    <ToneTag tone={tone} shape={shape} plain={plain}>
      {text(`registry.certificate.state.${state}`)}
    </ToneTag>
  );
}

/** Running or ended. */
export function LifeTag({
  endedAt,
  plain = false,
  running,
}: {
  readonly endedAt: string | null;
  readonly plain?: boolean;
  readonly running?: string;
}) {
  const text = useText();
  return endedAt === null ? (
    <StateTag kind="generic" state="active" plain={plain} label={running ?? text("registry.life.running")} />
  ) : (
    <StateTag kind="generic" state="ended" plain={plain} />
  );
}

const CONTRACTS = { running: "active", expired: "expired", ended: "ended" } as const;

export function ContractTag({
  state,
  plain = false,
}: {
  readonly state: keyof typeof CONTRACTS;
  readonly plain?: boolean;
}) {
  const text = useText();
  return (
    <StateTag
      kind="generic"
      state={CONTRACTS[state]}
      plain={plain}
      label={text(`registry.contract.state.${state}`)}
    />
  );
}

const PEOPLE = { active: "active", invited: "invited", locked: "locked", ended: "ended" } as const;

export function PersonTag({
  state,
  plain = false,
}: {
  readonly state: keyof typeof PEOPLE;
  readonly plain?: boolean;
}) {
  const text = useText();
  return (
    <StateTag kind="generic" state={PEOPLE[state]} plain={plain} label={text(`people.state.${state}`)} />
  );
}
