import { prettyFactory } from 'pino-pretty'

export type Print = (line: string) => void

/** Services log JSON into our pipes; on a terminal a person reads it. */
export function logPrinter(): Print {
  if (!process.stdout.isTTY) return (line) => void process.stdout.write(`${line}\n`)
  const pretty = prettyFactory({
    colorize: true,
    ignore: 'pid,hostname,service',
    messageFormat: '{service}: {msg}',
  })
  return (line) => void process.stdout.write(line.startsWith('{') ? pretty(line) : `${line}\n`)
}

export function printError(line: string): void {
  process.stderr.write(`${line}\n`)
}
