import type { Fault, PreflightLine } from '@dutybell/shared/preflight/results'

/** What a line is about. */
export interface Subject {
  /** Never changes: `token_scopes`. */
  readonly key: string
  readonly title: string
}

export function ok(subject: Subject, text: string): PreflightLine {
  return { ...subject, outcome: 'ok', text, action: null }
}

export function warning(subject: Subject, text: string, action: string): PreflightLine {
  return { ...subject, outcome: 'warning', text, action }
}

export function failure(subject: Subject, text: string, action: string): PreflightLine {
  return { ...subject, outcome: 'failure', text, action }
}

/** What could not be found out is a warning. `because` begins in lower case and ends without a full stop. */
export function unknown(subject: Subject, because: string, action: string): PreflightLine {
  return warning(subject, `Not known, because ${because.replace(/\.$/u, '')}.`, action)
}

/** One line of all faults; `text` where there are none. */
export function judge(subject: Subject, faults: readonly Fault[], text: string): PreflightLine {
  if (faults.length === 0) return ok(subject, text)
  const outcome = faults.some((fault) => fault.outcome === 'failure') ? 'failure' : 'warning'
  return {
    ...subject,
    outcome,
    text: join(faults.map((fault) => fault.text)),
    action: join(faults.map((fault) => fault.action)),
  }
}

function join(sentences: readonly string[]): string {
  return [...new Set(sentences)].join(' ')
}
