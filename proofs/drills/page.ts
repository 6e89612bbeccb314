import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '@dutybell/testing/run-page'

/** A page by its sections of the second level. */
export interface Page {
  readonly sections: readonly string[]
  /** The shell commands before the first section. */
  readonly preamble: string
  /** The shell commands of a section. */
  readonly commands: (section: string) => string
  /** The first block of SQL in a section. */
  readonly sql: (section: string) => string
  readonly text: (section: string) => string
}

/** @param runs_all also the commands that are marked as not run */
export function readPage(path: string, runs_all = false): Page {
  const shellOf = (part: string): string =>
    Array.from(part.matchAll(/^(<!-- not run: .+ -->\n+)?```sh\n([^]*?)^```$/gm), ([, mark, text]) =>
      mark === undefined || runs_all ? text : '',
    ).join('\n')

  const [head = '', ...parts] = readFileSync(join(ROOT, path), 'utf8').split(/^## /m)
  const sections = new Map(parts.map((part) => [part.split('\n', 1)[0] ?? '', part]))
  const text = (section: string): string => {
    const found = sections.get(section)
    if (found === undefined) throw new Error(`${path} has no section ${section}.`)
    return found
  }
  return {
    sections: [...sections.keys()],
    preamble: shellOf(head),
    commands(section) {
      const commands = shellOf(text(section))
      if (commands === '') throw new Error(`The section ${section} of ${path} has no commands.`)
      return commands
    },
    sql(section) {
      const [, statement] = /^```sql\n([^]*?)^```$/m.exec(text(section)) ?? []
      if (statement === undefined) throw new Error(`The section ${section} of ${path} has no SQL.`)
      return statement
    },
    text,
  }
}
