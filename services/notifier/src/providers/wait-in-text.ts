const MAX_WAIT_MS = 24 * 60 * 60 * 1000
const SECOND_MS = 1000

const UNITS_MS: readonly (readonly [RegExp, number])[] = [
  [/^h/iu, 3600 * SECOND_MS],
  [/^m(?!s|illi)/iu, 60 * SECOND_MS],
  [/^(?:ms|milli)/iu, 1],
]

/** "try again after 3600 seconds", "retry in 5 minutes", "Retry-After: 120", "please wait 300 s". */
const WAIT =
  /\b(?:(?:try|retry|resend|send|come back|again|later)\b[\w ,-]{0,30}?\b(?:after|in|for)|retry[- ]?after|wait(?: for| at least)?)[\s:=]*(?:at least |about )?(\d{1,7})(?::(\d{2})(?::(\d{2}))?)?\s*(milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h)?\b/iu

/** The wait that a provider's text names, at most a day; without a unit it is in seconds. */
export function readWaitInText(text: string): number | undefined {
  const found = WAIT.exec(text)
  if (found === null) return undefined
  const [, first = '', second, third, unit = 's'] = found
  const wait_ms =
    second === undefined
      ? Number(first) * (UNITS_MS.find(([pattern]) => pattern.test(unit))?.[1] ?? SECOND_MS)
      : clockMs(first, second, third)
  return wait_ms > 0 ? Math.min(wait_ms, MAX_WAIT_MS) : undefined
}

/** `00:05:00`, or `05:00` as minutes and seconds. */
function clockMs(first: string, second: string, third: string | undefined): number {
  const [hours, minutes, seconds] = third === undefined ? ['0', first, second] : [first, second, third]
  return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * SECOND_MS
}
