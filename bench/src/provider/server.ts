/**
 * A stand-in for the Graph API in a process of its own: it answers every POST after a fixed while. It speaks just enough HTTP to
 * leave the two things that are measured, the worker and Postgres, as much of the machine as it can.
 */

import { createServer, type Socket } from 'node:net'
import { machineNow } from '../measure/clock.ts'
import type { FromProvider, ToProvider } from './protocol.ts'

const LATENCY_MS = 50
const HEAD_END = '\r\n\r\n'

let expected = Infinity
let numbers: string[] = []
let ids: string[] = []
let callback_data: string[] = []
let arrived_at: number[] = []
let answered = 0

const server = createServer({ noDelay: true }, (socket) => {
  let pending = ''
  socket.setEncoding('latin1')
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: string) => {
    pending += chunk
    for (let end = endOf(pending); end !== undefined; end = endOf(pending)) {
      take(socket, pending.slice(0, end))
      pending = pending.slice(end)
    }
  })
})

server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('It listens on no port.')
  tell({ kind: 'listening', url: `http://127.0.0.1:${address.port}` })
})

process.on('message', (message: ToProvider) => {
  expected = message.count
  numbers = []
  ids = []
  callback_data = []
  arrived_at = []
  answered = 0
})
process.on('disconnect', () => process.exit())

/** Where the first whole request ends. */
function endOf(text: string): number | undefined {
  const head = text.indexOf(HEAD_END)
  if (head < 0) return undefined
  const [, length = '0'] = /content-length: *(\d+)/iu.exec(text.slice(0, head)) ?? []
  const end = head + HEAD_END.length + Number(length)
  return end <= text.length ? end : undefined
}

function take(socket: Socket, request: string): void {
  const [, number = ''] = /"to":"(\+?\d+)"/u.exec(request) ?? []
  numbers.push(number)
  arrived_at.push(machineNow())
  const [, data = ''] = /"biz_opaque_callback_data":"([^"]*)"/u.exec(request) ?? []
  callback_data.push(data)
  const id = `wamid.${Buffer.from(`${number}:${process.hrtime.bigint()}`).toString('base64')}`
  ids.push(id)
  setTimeout(() => answer(socket, number, id), LATENCY_MS)
}

function answer(socket: Socket, number: string, id: string): void {
  const contacts = [{ input: number, wa_id: number.slice(1) }]
  const body = JSON.stringify({ messaging_product: 'whatsapp', contacts, messages: [{ id }] })
  socket.write(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: keep-alive\r\n\r\n${body}`,
  )
  answered += 1
  if (answered === expected)
    tell({ kind: 'done', numbers, ids, callback_data, arrived_at, answered_at: machineNow() })
}

function tell(message: FromProvider): void {
  process.send?.(message)
}
