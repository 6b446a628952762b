import { listClouds } from "@yunjian/contract";
import { CONTROL_CLASSES, FREQUENCIES, POSTURES } from "@yunjian/domain";
import { useCall } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { useWordOptions } from "../../lib/words.ts";
import type { Filter } from "../../ui/DataTable.tsx";

const CLOUDS_SHOWN = 200;

/** Filters that every list of duties has; the first clouds by name, the rest is found by search. */
export function useDutyFilters(): Readonly<
  Record<"cloud" | "class" | "frequency" | "posture" | "dueFrom" | "dueTo", Filter>
> {
  const text = useText();
  const options = useWordOptions();
  const clouds = useCall(listClouds, { query: { limit: CLOUDS_SHOWN } }, { staleTime: 300_000 });
  const label = (name: string) => text(`duties.filter.${name}`);
  return {
    cloud: {
      param: "cloudId",
      label: label("cloud"),
      options: (clouds.data?.items ?? []).map((cloud) => ({ value: cloud.id, label: cloud.name })),
      width: 160,
    },
    class: {
      param: "class",
      label: label("class"),
      options: options("controlClass", CONTROL_CLASSES),
      multiple: true,
      width: 150,
    },
    frequency: {
      param: "frequency",
      label: label("frequency"),
      options: options("frequency", FREQUENCIES),
      multiple: true,
    },
    posture: {
      param: "posture",
      label: label("posture"),
      options: POSTURES.map((value) => ({ value, label: text(`state.posture.${value}`) })),
    },
    dueFrom: { param: "dueFrom", label: label("dueFrom"), day: true },
    dueTo: { param: "dueTo", label: label("dueTo"), day: true },
  };
}
