import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { Test } from 'tap'

const HEADER_BYTES = 12
const TXT = 16
const NXDOMAIN = 3
const REFUSED = 5

/** The TXT records of a name; undefined: the name does not exist. `refused`: the server does not answer questions. */
export type TxtRecords = (name: string) => readonly string[] | 'refused' | undefined

/** A DNS server of TXT records; returns `address:port`. */
export async function serveTxt(t: Pick<Test, 'teardown'>, recordsOf: TxtRecords): Promise<string> {
  const socket = createSocket('udp4')
  socket.on('message', (question, { address, port }) => {
    socket.send(answer(question, recordsOf), port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  t.teardown(() => new Promise<void>((resolve) => socket.close(() => resolve())))
  return `127.0.0.1:${socket.address().port}`
}

function answer(question: Buffer, recordsOf: TxtRecords): Buffer {
  const { name, end } = readName(question)
  const found = recordsOf(name)
  const records = found === 'refused' || found === undefined ? [] : found
  const header = Buffer.alloc(HEADER_BYTES)
  question.copy(header, 0, 0, 2) // the id
  const code = found === 'refused' ? REFUSED : found === undefined ? NXDOMAIN : 0
  header.writeUInt16BE(0x8180 | code, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(records.length, 6)
  const asked = question.subarray(HEADER_BYTES, end + 4) // the name, type and class
  return Buffer.concat([header, asked, ...records.map(encodeRecord)])
}

function readName(question: Buffer): { name: string; end: number } {
  const labels: string[] = []
  let at = HEADER_BYTES
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 }
}

function encodeRecord(text: string): Buffer {
  const data = Buffer.concat([Buffer.of(text.length), Buffer.from(text, 'latin1')])
  const head = Buffer.alloc(HEADER_BYTES)
  head.writeUInt16BE(0xc00c, 0) // the name of the question
  head.writeUInt16BE(TXT, 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt32BE(60, 6)
  head.writeUInt16BE(data.length, 10)
  return Buffer.concat([head, data])
}
