const DAYS = 30;

/**
 * Until when a mail about a notice is worth sending. Nobody wants last year's reminders on the day the mail
 * server is set up at last; the notices themselves stay in the inbox.
 */
export function worthUntil(now: Date): Date {
  return new Date(now.getTime() + DAYS * 86_400_000);
}
