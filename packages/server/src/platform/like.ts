/** A text that people typed, as the pattern that finds it anywhere in a name. */
export function containing(text: string): string {
  return `%${text.trim().replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}
