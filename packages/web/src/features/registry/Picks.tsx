import { listClouds, listOrganisations } from "@yunjian/contract";
import type { EngagementRole } from "@yunjian/domain";
import { Select } from "antd";
import { useEffect, useState } from "react";
import { useCall } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";

interface PickProps {
  readonly value?: string | null;
  readonly onChange?: (value: string | null) => void;
  readonly id?: string;
  readonly disabled?: boolean;
  readonly allowClear?: boolean;
  /** The entry chosen before, so that its name shows at once. */
  readonly current?: { readonly id: string; readonly name: string } | null | undefined;
  readonly placeholder?: string;
}

const PAUSE_MS = 250;
const SHOWN = 30;

/** What has been typed, once the typing rests. */
function useRested(value: string): string {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}

interface Option {
  readonly id: string;
  readonly name: string;
}

function Pick({
  options,
  loading,
  onSearch,
  current,
  value,
  onChange,
  ...rest
}: PickProps & {
  readonly options: readonly Option[];
  readonly loading: boolean;
  readonly onSearch: (typed: string) => void;
}) {
  const text = useText();
  const all =
    current && !options.some((option) => option.id === current.id) ? [current, ...options] : options;
  return (
    <Select<string>
      {...rest}
      {...(value != null && { value })}
      onChange={(next) => onChange?.(next ?? null)}
      onClear={() => onChange?.(null)}
      showSearch={{ filterOption: false, onSearch }}
      loading={loading}
      notFoundContent={loading ? text("registry.pick.loading") : text("registry.pick.nothing")}
      options={all.map(({ id, name }) => ({ value: id, label: name }))}
      placeholder={rest.placeholder ?? text("registry.pick.type")}
    />
  );
}

/** An organisation that may stand in a role, found by typing. */
export function OrganisationPick({ inRole, ...props }: PickProps & { readonly inRole?: EngagementRole }) {
  const [typed, setTyped] = useState("");
  const q = useRested(typed);
  const query = { ended: "running" as const, limit: SHOWN, ...(inRole && { role: inRole }), ...(q && { q }) };
  const found = useCall(listOrganisations, { query }, { keepPrevious: true });
  return <Pick {...props} options={found.data?.items ?? []} loading={found.isFetching} onSearch={setTyped} />;
}

export function CloudPick({ providerId, ...props }: PickProps & { readonly providerId?: string | null }) {
  const [typed, setTyped] = useState("");
  const q = useRested(typed);
  const query = {
    ended: "running" as const,
    limit: SHOWN,
    ...(providerId && { providerId }),
    ...(q && { q }),
  };
  const found = useCall(listClouds, { query }, { keepPrevious: true });
  return <Pick {...props} options={found.data?.items ?? []} loading={found.isFetching} onSearch={setTyped} />;
}
