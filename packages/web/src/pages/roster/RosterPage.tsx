import {
  type DutyShift,
  getDutyRoster,
  listDutyPlaces,
  type OutputOf,
  withdrawShift,
} from "@yunjian/contract";
import { addDays, dateOf, startOfDay, weekday } from "@yunjian/domain";
import { Button } from "antd";
import { useState } from "react";
import { useParams, useSearchParams } from "react-router";
import { GapTag } from "../../features/readiness/GapTag.tsx";
import { HandOvers } from "../../features/readiness/HandOvers.tsx";
import { OnDutyList } from "../../features/readiness/OnDuty.tsx";
import { ShiftDialog, type ShiftPlan } from "../../features/readiness/ShiftDialog.tsx";
import { WeekGrid } from "../../features/readiness/WeekGrid.tsx";
import { useCall, useChange } from "../../lib/api.ts";
import { currentTime } from "../../lib/clock.ts";
import { useText } from "../../lib/language.ts";
import { ButtonLink } from "../../ui/ButtonLink.tsx";
import { ConfirmDanger } from "../../ui/Confirm.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { ObjectHeader } from "../../ui/ObjectHeader.tsx";
import { Section } from "../../ui/Section.tsx";
import { Instant } from "../../ui/When.tsx";

type Roster = OutputOf<typeof getDutyRoster>;

const mondayOf = (day: string) => addDays(day, 1 - weekday(day));

/** One roster: who is on duty now, the week with its gaps, what was handed over. */
export default function RosterPage() {
  const { id = "" } = useParams();
  const [params, setParams] = useSearchParams();
  const asked = params.get("from") ?? "";
  const from = /^\d{4}-\d{2}-\d{2}$/.test(asked) ? asked : mondayOf(dateOf(currentTime()));
  const query = useCall(getDutyRoster, { params: { id }, query: { from } }, { keepPrevious: true });
  return (
    <Loaded query={query}>
      {(roster) => <RosterView roster={roster} go={(day) => setParams({ from: day }, { replace: true })} />}
    </Loaded>
  );
}

function RosterView({ roster, go }: { readonly roster: Roster; readonly go: (from: string) => void }) {
  const text = useText();
  const [plan, setPlan] = useState<ShiftPlan>();
  const [leaving, setLeaving] = useState<DutyShift>();
  const withdraw = useChange(withdrawShift, {
    errors: "page",
    done: "duty.withdrawDone",
    onDone: () => setLeaving(undefined),
  });
  // The week on the page is one thing, the days ahead another: a gap of next week is told on every page of it.
  const places = useCall(listDutyPlaces, {});
  const days = places.data?.days ?? 0;
  const standing = places.data?.places.find(({ place }) => place.id === roster.place.id);
  const first = standing?.firstGap ?? null;
  const now = new Date(roster.at);
  const ahead = roster.gaps.filter(({ to }) => new Date(to) > now);
  const { place, workingHours } = roster;
  /** The next night that is not planned, or tonight. */
  const usual = (): ShiftPlan => {
    const [gap] = ahead;
    if (gap) return planFor(gap, now);
    const day = startOfDay(dateOf(now)).getTime();
    return {
      from: new Date(day + workingHours.to * 3_600_000).toISOString(),
      to: new Date(day + (24 + workingHours.from) * 3_600_000).toISOString(),
    };
  };
  return (
    <>
      <ObjectHeader
        title={place.name}
        back={{ to: "/roster", label: text("duty.back") }}
        facts={[
          { label: text("duty.now"), value: <OnDutyList onDuty={roster.onDuty} missing={roster.missing} /> },
          { label: text("duty.keeper"), value: place.keeper.name },
          ...(standing
            ? [
                {
                  label: text("duty.gapsAhead", { days }),
                  value: (
                    <>
                      <GapTag of={standing} />
                      {first && (
                        <Button
                          type="link"
                          size="small"
                          onClick={() => go(mondayOf(dateOf(new Date(first.from))))}
                        >
                          {text("duty.firstGap")} <Instant at={first.from} />
                        </Button>
                      )}
                    </>
                  ),
                },
              ]
            : []),
          { label: text("duty.coverageShown"), value: `${roster.coverage}%` },
        ]}
        actions={
          roster.may.plan && (
            <>
              <ButtonLink to="/imports/new?kind=shifts">{text("duty.import")}</ButtonLink>
              <Button type="primary" onClick={() => setPlan(usual())}>
                {text("duty.plan")}
              </Button>
            </>
          )
        }
      />
      <Section
        title={text("duty.shown", { from: roster.from, to: roster.to })}
        hint={text("duty.hours", workingHours)}
        extra={
          <>
            <Button size="small" onClick={() => go(addDays(roster.from, -7))}>
              {text("duty.previous")}
            </Button>{" "}
            <Button size="small" onClick={() => go(mondayOf(dateOf(now)))}>
              {text("duty.week")}
            </Button>{" "}
            <Button size="small" onClick={() => go(addDays(roster.from, 7))}>
              {text("duty.next")}
            </Button>
          </>
        }
      >
        <WeekGrid
          roster={roster}
          onFill={(gap) => setPlan(planFor(gap, now))}
          onReplace={(shift) => setPlan({ from: shift.from, to: shift.to, replaces: shift })}
          onWithdraw={(shift) => {
            withdraw.reset();
            setLeaving(shift);
          }}
        />
      </Section>
      {roster.seesHandOvers && (
        <HandOvers placeId={place.id} notes={roster.handOvers} mayWrite={roster.may.plan} />
      )}
      {plan && <ShiftDialog roster={roster} plan={plan} onClose={() => setPlan(undefined)} />}
      {leaving && (
        <ConfirmDanger
          open
          title={text("duty.withdrawTitle")}
          what={text("duty.withdrawWhat", { name: leaving.name })}
          undo={text("duty.withdrawUndo")}
          confirm={text("duty.withdraw")}
          reason="required"
          busy={withdraw.busy}
          error={withdraw.error}
          onCancel={() => setLeaving(undefined)}
          onConfirm={(reason) =>
            void withdraw.run({ params: { id: leaving.id }, body: { version: leaving.version, reason } })
          }
        />
      )}
    </>
  );
}

const DAY_MS = 86_400_000;

/** A long gap is filled a day at a time. */
function planFor(gap: Roster["gaps"][number], now: Date): ShiftPlan {
  const from = new Date(Math.max(new Date(gap.from).getTime(), now.getTime()));
  const to = new Date(Math.min(new Date(gap.to).getTime(), from.getTime() + DAY_MS));
  return { from: from.toISOString(), to: to.toISOString(), onSite: gap.need === "on-site" };
}
