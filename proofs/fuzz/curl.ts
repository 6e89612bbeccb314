import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encode, type Request } from './request.ts'

const MOST_BYTES_IN_A_LINE = 20_000

/** A line for a shell that sends the same bytes; more than a line should hold come out of a file. */
export async function curlLine(request: Request, port: number): Promise<string> {
  const bytes = request.wire_fault?.bytes ?? encode(request)
  const socket = `bash -c 'exec 3<>/dev/tcp/127.0.0.1/${port}; cat >&3; cat <&3'`
  if (bytes.length > MOST_BYTES_IN_A_LINE) {
    const file = join(tmpdir(), `dutybell-fuzz-${process.pid}-${request.number}`)
    await writeFile(file, bytes)
    return `${socket} < ${file}`
  }
  if (!isForCurl(request)) return `printf '${forPrintf(bytes)}' | ${socket}`

  const { method, target, headers, body } = request
  const has_type = headers.some(([name]) => name === 'content-type')
  const words = [
    `curl -si --globoff -A '' -H 'accept:'`,
    method === 'HEAD' ? '-I' : `-X ${method}`,
    ...headers.map(([name, value]) => `-H '${value === '' ? `${name};` : `${name}: ${value}`}'`),
    ...(body === undefined ? [] : [...(has_type ? [] : [`-H 'content-type:'`]), '--data-binary @-']),
    `--request-target '${target}' http://127.0.0.1:${port}`,
  ].join(' ')
  return body === undefined ? words : `printf '${forPrintf(body)}' | ${words}`
}

/** Whether curl sends it: its address and headers are arguments, and its HTTP is right. */
function isForCurl({ method, target, headers, body, wire_fault }: Request): boolean {
  if (wire_fault !== undefined || (method === 'HEAD' && body !== undefined)) return false
  const texts = [target, ...headers.flat()]
  return !target.includes(' ') && texts.every((text) => /^[\x20-\x26\x28-\x7e]*$/.test(text))
}

function forPrintf(bytes: Buffer): string {
  return Array.from(bytes, (byte) => {
    const is_plain = byte > 0x1f && byte < 0x7f && !`'\\%`.includes(String.fromCharCode(byte))
    return is_plain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`
  }).join('')
}
