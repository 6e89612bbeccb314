import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { runPromtool, withPromtool } from '@dutybell/testing/promtool'
import { createMetrics } from '../../src/health/metrics.ts'
import { DATABASE_GAUGES } from '../../src/health/database-gauges.ts'

const DEPLOY = join(import.meta.dirname, '..', '..', '..', '..', 'deploy')
const RULES = join(DEPLOY, 'prometheus', 'alerts.yml')
const CONFIG = join(DEPLOY, 'prometheus', 'prometheus.yml')
const RULE_TESTS = join(DEPLOY, 'prometheus', 'alerts.test.yml')
const BOARD = join(DEPLOY, 'grafana', 'dutybell.json')

/** Of the API, the pool and the read of the database. */
const ELSEWHERE = [
  'dutybell_database_up',
  'dutybell_pool_connections',
  'dutybell_pool_waiting',
  'http_request_duration_seconds',
]

test('promtool: the alert rules, no fault, and each fires in its circumstance', withPromtool, async (t) => {
  t.equal(runPromtool(['check', 'config', CONFIG]), '')
  t.equal(runPromtool(['test', 'rules', RULE_TESTS]), '')
})

test('prometheus-files: each rule is unit-tested', async (t) => {
  const tests = readFileSync(RULE_TESTS, 'utf8')
  const names = readFileSync(RULES, 'utf8').matchAll(/- alert: (\w+)/g)
  for (const [, name = ''] of names)
    t.match(tests, new RegExp(`alertname: ${name}\\n +exp_alerts:\\n`), `${name} fires in a test`)
})

test('prometheus-files: a rule for each section of the runbook, and a section for each rule', async (t) => {
  const runbook = readFileSync(join(DEPLOY, '..', 'docs', 'runbook.md'), 'utf8')
  const titles = [...runbook.matchAll(/^## (.+)$/gm)].map(([, title = '']) => title)
  const anchors = titles.map((title) =>
    title
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  )
  const rules = readFileSync(RULES, 'utf8')
  const named = [...rules.matchAll(/runbook: docs\/runbook\.md#(\S+)/g)].map(([, anchor = '']) => anchor)
  t.same(new Set(named).difference(new Set(anchors)), new Set())
  for (const alert of titles.filter((title) => /^[a-z_]+$/.test(title)))
    t.match(rules, `key=~"${alert}(:.*)?"`, `${alert} has a rule`)
})

test('prometheus-files: the rules and the board use metrics that exist', async (t) => {
  const { registry } = createMetrics()
  const text = await registry.metrics()
  const known = new Set([
    ...[...text.matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name),
    ...DATABASE_GAUGES.map(({ name }) => name),
    ...ELSEWHERE,
  ])
  for (const file of [RULES, BOARD]) {
    const used = readFileSync(file, 'utf8').matchAll(/\b(?:dutybell|nodejs|process|http)_\w+/g)
    const unknown = [...used].map(([name]) => name.replace(/_(?:bucket|count|sum)$/, ''))
    t.same(new Set(unknown).difference(known), new Set(), file)
  }
})

test('prometheus-files: the board is JSON for Grafana', async (t) => {
  const board: unknown = JSON.parse(readFileSync(BOARD, 'utf8'))
  t.match(board, { uid: 'dutybell', schemaVersion: Number, panels: [{ type: 'row' }] })
})
