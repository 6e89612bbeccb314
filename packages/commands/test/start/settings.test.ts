import { once } from 'node:events'
import { createServer } from 'node:net'
import { ConfigError, type Environment } from '@dutybell/shared/config/load-config'
import { test } from 'tap'
import { claimPorts, readSettings } from '../../src/start/settings.ts'

test('settings: three mistakes, three sentences', async (t) => {
  t.same(faultsOf({ PORT: '99999', TIME_ZONE: 'Mars', META_WA_ACCESS_TOKEN: 'x' }).map(firstWord), [
    'PORT',
    'TIME_ZONE',
    'META_WA_PHONE_NUMBER_ID',
  ])
})

test('settings: two services on one port, the start is refused', async (t) => {
  t.same(faultsOf({ NOTIFIER_PORT: '3000' }), ['NOTIFIER_PORT must differ from PORT; both are 3000.'])
  t.equal(readSettings({ PORT: '0', NOTIFIER_PORT: '0' }).PORT, 0)
})

test('settings: a port is in use, the error names the variable and its program', async (t) => {
  const other = createServer().listen(0, '127.0.0.1')
  t.teardown(() => other.close())
  await once(other, 'listening')
  const address = other.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const host = '127.0.0.1'
  const free = { variable: 'PORT', user: 'the API', host, port: 0 }
  await t.rejects(claimPorts([free, { variable: 'NOTIFIER_PORT', user: 'the notifier', host, port }]), {
    message: new RegExp(`^Port ${port} \\(NOTIFIER_PORT, for the notifier\\) is used`),
  })
  const [claimed] = await claimPorts([free])
  t.ok(claimed)
})

function faultsOf(environment: Environment): readonly string[] {
  try {
    readSettings(environment)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
}

function firstWord(sentence: string): string | undefined {
  return sentence.split(' ')[0]
}
