/** Digits of any script as 0 to 9: Unicode keeps each script's ten digits in one run, zero first. */
export function toAsciiDigits(text: string): string {
  return text.replaceAll(/[^\P{Nd}0-9]/gu, digitValue)
}

function digitValue(digit: string): string {
  const code_point = digit.codePointAt(0) ?? 0
  let run_start = code_point
  while (/^\p{Nd}$/u.test(String.fromCodePoint(run_start - 1))) run_start -= 1
  return String((code_point - run_start) % 10) // runs of two scripts may touch
}
