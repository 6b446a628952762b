import type { getRecordState, OutputOf } from "@yunjian/contract";
import { Alert } from "antd";
import { formatInstant, formatNumber } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { Facts } from "../../ui/Facts.tsx";
import { Section } from "../../ui/Section.tsx";

type State = OutputOf<typeof getRecordState>;

/** Trees, witnesses and the scrub: whether what proves the record is itself in order. */
export function LedgerHealth({ state }: { readonly state: State }) {
  const text = useText();
  const { trees, witnesses, scrub } = state;
  const when = (at: string | null): string => (at === null ? "" : formatInstant(at));
  const said = ({ size, cosignedAt, problem, problemAt }: State["witnesses"][number]): string =>
    problem !== null
      ? text("ledger.health.problem", { at: when(problemAt), why: problem })
      : size === null
        ? text("ledger.health.never")
        : text("ledger.health.cosigned", { at: when(cosignedAt), size: formatNumber(size) });
  return (
    <Section title={text("ledger.health.title")}>
      {scrub.problems.map(({ firstPosition, problem }) => (
        <Alert
          key={firstPosition}
          type="error"
          showIcon
          title={text("ledger.health.broken", { position: formatNumber(firstPosition), why: problem })}
        />
      ))}
      <Facts
        items={[
          ...trees.map(({ tree, size }) => ({
            label: `${text("ledger.health.tree")} ${tree.toUpperCase()}`,
            value: text(size < state.size ? "ledger.health.building" : "ledger.health.covers", {
              size: formatNumber(size),
            }),
          })),
          ...(witnesses.length === 0
            ? [{ label: text("ledger.health.witness"), value: text("ledger.health.noWitness") }]
            : witnesses.map((witness) => ({
                label: `${text("ledger.health.witness")} ${witness.name}`,
                value: said(witness),
              }))),
          {
            label: text("ledger.health.scrub"),
            value:
              scrub.bundles === 0
                ? text("ledger.health.scrubNone")
                : text("ledger.health.scrubbed", {
                    seen: formatNumber(scrub.seen),
                    bundles: formatNumber(scrub.bundles),
                    at: when(scrub.oldestSeenAt),
                  }),
            wide: true,
          },
          {
            label: text("ledger.health.keys"),
            value: (
              <>
                {trees
                  .flatMap(({ verifiers }) => verifiers)
                  .map((key) => (
                    <div key={key}>
                      <code>{key}</code>
                    </div>
                  ))}
              </>
            ),
            wide: true,
          },
        ]}
      />
    </Section>
  );
}
