import { failureOf, type Report } from '../../src/report.ts'
import { each, exchange } from '../raw.ts'
import { MARKED_NAME, registerMarked } from '../support.ts'
import type { System } from '../system.ts'

/** Each makes another request target of a path that needs a key. */
const TRICKS: Readonly<Record<string, (path: string) => string>> = {
  'two slashes': (path) => `/${path}`,
  'a dot segment': (path) => path.replace('/v1', '/v1/../v1'),
  'a dot segment under a public route': (path) => `/livez/..${path}`,
  'encoded dots': (path) => `/docs/%2e%2e${path}`,
  'doubly encoded dots': (path) => `/docs/%252e%252e${path}`,
  'overlong dots': (path) => `/docs/%c0%ae%c0%ae${path}`,
  'an encoded slash': (path) => path.replace('/v1/', '/v1%2f'),
  'a doubly encoded slash': (path) => path.replace('/v1/', '/v1%252f'),
  'a backslash': (path) => path.replace('/v1/', '\\v1\\'),
  'a trailing slash': (path) => `${path}/`,
  'a path parameter': (path) => `${path};key=1`,
  'a NUL byte': (path) => `${path}%00`,
  'upper case': (path) => path.toUpperCase(),
  'an extension': (path) => `${path}.json`,
  'the absolute form': (path) => `http://127.0.0.1${path}`,
  'the absolute form of another host': (path) => `http://localhost:9@127.0.0.1${path}`,
  'an encoded letter': (path) => path.replace('/v1', '/%761'),
  'a fragment': (path) => `${path}#/livez`,
}

const FILES = ['/docs/../../package.json', '/docs/static/..%2f..%2fpackage.json', '/docs/static/%2e%2e/%2e%2e/package.json', '/docs/static/....//package.json', '/console/../.env', '/.env', '/.git/config', '/proc/self/environ', '/docs/static/%2fetc%2fpasswd', '/%2fetc/passwd'] // prettier-ignore
/** The words of a stack trace, of a file of the server, of a password file. */
const REVEALING = /\n\s+at |node_modules|\.ts:\d|"dependencies"|DATABASE_URL|root:x:/

/** Targets that another program may read differently: no way around the key, and no error of the server. */
export async function refusePathTricks(system: System, report: Report): Promise<void> {
  const person = await registerMarked(system)
  const paths = ['/v1/registrations', `/v1/registrations/${person}`, '/v1/deliveries', '/v1/duty-assignments', '/v1/audit-log', '/v1/channels'] // prettier-ignore
  const cases = [
    ...Object.entries(TRICKS).flatMap(([name, trick]) =>
      paths.map((path) => ({ name, target: trick(path) })),
    ),
    ...FILES.map((target) => ({ name: 'a file', target })),
  ]
  const wrong = await each(cases, 16, async ({ name, target }) => {
    const { status, body } = await exchange(system.port, { method: 'GET', target, headers: [] })
    const is_refused = status >= 400 && status < 500
    if (is_refused && !REVEALING.test(body) && !body.includes(MARKED_NAME)) return ''
    return `${name}: GET ${target}: ${status} ${body.slice(0, 200)}`
  })
  report.check(
    `abuse: ${Object.keys(TRICKS).length} tricks with paths, ${cases.length} requests, show nothing without a key`,
    failureOf(wrong),
  )
}
