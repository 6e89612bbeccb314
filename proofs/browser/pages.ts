import { DUTY_TIMES, type Season } from './season.ts'
import type { System } from './system.ts'

interface Pages {
  /** Of a browser that is not signed in. */
  readonly open: readonly string[]
  readonly console: readonly string[]
  /** Pages with most of the parts, for other colours. */
  readonly coloured: readonly string[]
}

/** The address of every page, with each part that an address unfolds. */
export async function pagesOf(system: System, { people, duties }: Season): Promise<Pages> {
  const { api, call, simulator, date } = system
  const day = `/console/days/${date(1)}`
  const [, duty = ''] = duties
  const [person = '', other = ''] = people
  const [message] = (
    await call<{ items: { id: string }[] }>('GET', '/v1/deliveries?state=failed&channel=whatsapp')
  ).items
  const assign = new URLSearchParams({ assign: DUTY_TIMES[0], search: 'alert' })
  return {
    open: [
      `${api}/`,
      `${api}/?lang=ur`,
      `${api}/signed-up?channel=both&lang=ur`,
      `${api}/console`,
      `${api}/console/link/not-a-link`,
      simulator,
    ],
    console: [
      '/console/today',
      '/console/days',
      `${day}?duty=${duty}`,
      `${day}?${assign.toString()}`,
      `${day}?hand_over=${duty}&search=bilal`,
      `${day}/calls`,
      '/console/roster',
      '/console/roster/notify',
      '/console/people',
      '/console/people?search=bilal',
      '/console/people?search=12',
      '/console/people/new',
      `/console/people/${person}`,
      `/console/people/${other}`,
      `/console/people/${person}/assign`,
      `/console/people/${person}/edit`,
      `/console/people/${person}/erase`,
      '/console/messages',
      '/console/messages?state=failed&channel=whatsapp',
      `/console/messages/${message?.id ?? ''}`,
      '/console/messages/retry?state=failed',
      '/console/reminders',
      '/console/import',
      '/console/inbox',
      '/console/inbox?show=strangers',
      '/console/settings',
      '/console/nowhere',
    ].map((path) => `${api}${path}`),
    coloured: ['/console/today', `${day}?duty=${duty}`, `/console/people/${person}`].map(
      (path) => `${api}${path}`,
    ),
  }
}

/** The forms of a page, each as `post <address>`. */
export const FORMS = `[...document.forms].map((form) => form.method + ' ' + form.action.split(/[?#]/)[0])`

/** Where the links of a page lead to. */
export const LINKS = `[...document.querySelectorAll('a[href]')].map(({ href }) => href)`
