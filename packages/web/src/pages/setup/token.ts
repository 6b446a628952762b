import { useState } from "react";

/** The token of a one-time link stands behind #: browsers do not send that part, so no log ever has it. */
export function useToken(): string {
  const [token] = useState(() => decodeURIComponent(location.hash.slice(1)));
  return token;
}
