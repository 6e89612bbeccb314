import type { Frame, View } from '../frame/frame.ts'
import { html, type Html } from '../html.ts'
import { state } from '../parts/state.ts'
import { time } from '../parts/time.ts'
import { dutyTimesSection } from './duty-times-view.ts'
import { keysSection } from './keys-view.ts'
import type { SettingsData } from './load-settings.ts'
import { preflightSection, templatesSection, testSection } from './machine-view.ts'

export function settingsView(data: SettingsData, frame: Frame): View {
  const { duty_times, alerts, machine, refused } = data
  const parts = [
    duty_times !== null && (['duty-times', 'Duty times'] as const),
    alerts !== null && (['alerts', 'Alerts'] as const),
    machine !== null && (['templates', 'Templates'] as const),
    machine !== null && (['test', 'Test message'] as const),
    machine !== null && (['keys', 'Admin keys'] as const),
    machine !== null && (['preflight', 'Preflight'] as const),
  ].filter((part) => part !== false)
  return {
    title: refused === null ? 'Settings' : 'Not saved: Settings',
    body: html`<header><h1>Settings</h1></header>
${parts.length > 1 && html`<nav aria-label="On this page"><ul class="chips">${parts.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>`}
${duty_times !== null && dutyTimesSection(duty_times, data, frame)}${alerts !== null && alertsSection(alerts, frame)}
${machine !== null && html`${templatesSection(machine, frame)}${testSection(machine, refused, frame)}${keysSection(machine, refused, frame)}${preflightSection(machine, frame)}`}`,
  }
}

function alertsSection(alerts: NonNullable<SettingsData['alerts']>, frame: Frame): Html {
  const open = alerts.filter(({ cleared_at }) => cleared_at === null)
  const past = alerts.filter(({ cleared_at }) => cleared_at !== null)
  return html`<section class="card" id="alerts" aria-labelledby="alerts-title"><h2 id="alerts-title">Alerts</h2>
${open.length === 0 ? html`<p>${state('good', 'tick', 'None is open')}</p>` : html`<ul>${open.map(({ title, text, action, opened_at }) => html`<li class="line"><div class="head"><h3>${title}</h3>${state('bad', 'alert', html`since ${time(opened_at, frame)}`)}</div><p>${text}</p><p><strong>What to do:</strong> ${action}</p></li>`)}</ul>`}
${past.length > 0 && html`<details><summary>${past.length} ended within a week</summary><ul>${past.map(({ title, text, opened_at, cleared_at }) => html`<li class="line"><h3>${title}</h3><p>${text}</p><p class="soft">${time(opened_at, frame)} to ${time(cleared_at ?? opened_at, frame)}</p></li>`)}</ul></details>`}</section>`
}
