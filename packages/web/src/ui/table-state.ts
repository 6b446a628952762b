/** What a list shows, as its address says it: so that a link shows another person the same list. */
export interface TableState {
  readonly search: string;
  readonly filters: Readonly<Record<string, readonly string[]>>;
  /** A column's sort name, with '-' in front for descending; undefined: as the server sorts. */
  readonly sort: string | undefined;
}

export interface FilterRule {
  readonly param: string;
  /** The values it may take; without them any text. */
  readonly values?: readonly string[];
  readonly multiple?: boolean;
}

export interface TableRules {
  readonly filters: readonly FilterRule[];
  /** Names of columns that sort. */
  readonly sorts: readonly string[];
  /** What the contract calls the words searched for; 'q' where it is not said. */
  readonly searchParam?: string;
  /** In front of every parameter where a page has several lists. */
  readonly prefix?: string;
}

const SEARCH = "q";
const SORT = "sort";
const LONGEST = 200;

/** Reads the address. What a list does not know is dropped, not sent to the server. */
export function readTableState(params: URLSearchParams, rules: TableRules): TableState {
  const prefix = rules.prefix ?? "";
  const filters: Record<string, readonly string[]> = {};
  for (const { param, values, multiple = false } of rules.filters) {
    const given = params.getAll(prefix + param).filter((value) => value !== "" && value.length <= LONGEST);
    const known = values ? given.filter((value) => values.includes(value)) : given;
    const taken = multiple ? [...new Set(known)] : known.slice(0, 1);
    if (taken.length > 0) filters[param] = taken;
  }
  const sort = params.get(prefix + SORT) ?? undefined;
  return {
    search: (params.get(prefix + SEARCH) ?? "").slice(0, LONGEST),
    filters,
    sort: sort !== undefined && rules.sorts.includes(sort.replace(/^-/, "")) ? sort : undefined,
  };
}

/** The address for a state; parameters of others stay as they are. */
export function writeTableState(
  params: URLSearchParams,
  rules: TableRules,
  state: TableState,
): URLSearchParams {
  const prefix = rules.prefix ?? "";
  const next = new URLSearchParams(params);
  for (const name of [SEARCH, SORT, ...rules.filters.map((filter) => filter.param)])
    next.delete(prefix + name);
  if (state.search.trim() !== "") next.set(prefix + SEARCH, state.search.trim());
  for (const { param } of rules.filters) {
    for (const value of state.filters[param] ?? []) next.append(prefix + param, value);
  }
  if (state.sort !== undefined) next.set(prefix + SORT, state.sort);
  return next;
}

/** The query of the contract for a state. */
export function tableQuery(state: TableState, rules: TableRules): Record<string, string | readonly string[]> {
  const query: Record<string, string | readonly string[]> = {};
  if (state.search.trim() !== "") query[rules.searchParam ?? SEARCH] = state.search.trim();
  if (state.sort !== undefined) query[SORT] = state.sort;
  for (const { param, multiple = false } of rules.filters) {
    const values = state.filters[param];
    const [first] = values ?? [];
    if (values !== undefined && first !== undefined) query[param] = multiple ? values : first;
  }
  return query;
}

export function isNarrowed(state: TableState): boolean {
  return state.search.trim() !== "" || Object.keys(state.filters).length > 0;
}
