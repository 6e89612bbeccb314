import type { Batch } from './competitor.ts'
import { readRunContext, reportReady } from './fork-worker.ts'
import { createSender, phoneNumber } from './message.ts'

const { provider_url, concurrency } = readRunContext()
const send = createSender(provider_url, concurrency)

process.on('message', ({ count, from }: Batch) => {
  let next = 0
  const sendOneByOne = async () => {
    while (next < count) {
      const n = next++
      await send({ id: String(n), to: phoneNumber(from + n) })
    }
  }
  for (let slot = 0; slot < concurrency; slot += 1) void sendOneByOne()
})
reportReady()
