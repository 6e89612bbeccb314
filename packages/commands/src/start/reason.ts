const GRAVE = new Set(['error', 'fatal'])

/** The last grave thing a service said before it ended, as the rest of a sentence. */
export function reasonIn(lines: readonly string[]): string {
  const grave = lines.map(graveMessage).findLast((message) => message !== undefined)
  const plain =
    lines.findLast((line) => /^(?:\w*Error\b|Uncaught )/.test(line)) ??
    lines.findLast((line) => /^\w/.test(line) && !line.startsWith('Node.js v'))
  const reason = grave ?? plain?.trim()
  return reason ? `: ${reason.replace(/\.$/, '')}.` : '.'
}

function graveMessage(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const entry: unknown = JSON.parse(line)
    if (typeof entry !== 'object' || entry === null || !('level' in entry) || !('msg' in entry))
      return undefined
    return GRAVE.has(String(entry.level)) ? String(entry.msg) : undefined
  } catch {
    return undefined
  }
}
