import { useEffect, useState } from "react";

/** How far this computer's clock is from the server's, in milliseconds. */
let skew = 0;
/** The Date header counts whole seconds and the way back takes time: less than this is no difference. */
const TOLERATED = 90_000;

export function learnClock(header: string | null, sentAt: number, receivedAt: number): void {
  const server = header === null ? Number.NaN : Date.parse(header);
  if (Number.isNaN(server)) return;
  const difference = server - (sentAt + receivedAt) / 2;
  skew = Math.abs(difference) > TOLERATED ? difference : 0;
}

/** The server's time, as far as it is known. */
export function currentTime(): Date {
  return new Date(Date.now() + skew);
}

/** The time, renewed every minute: remaining times on a wall screen must not stand still. */
export function useNow(everyMs = 60_000): Date {
  const [now, setNow] = useState(currentTime);
  useEffect(() => {
    const timer = setInterval(() => setNow(currentTime()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
