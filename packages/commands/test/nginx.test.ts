import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { closedPort, listenHttp } from '@dutybell/testing/servers'
import { ROOT } from '@dutybell/testing/run-page'
import { test, type Test } from 'tap'

const NGINX = '/usr/sbin/nginx'
const META = 'client.webhooks.fbclientcerts.com'

test(
  'nginx: the lines of docs/operating.md, what is not public stays inside, and webhooks need the certificate of Meta',
  { skip: existsSync(NGINX) ? false : 'nginx is not installed' },
  async (t) => {
    const upstream = await listenHttp(t, (response) => response.end('passed on'))
    const proxy = await startProxy(t, new URL(upstream.base_url).port)
    t.match(await proxy.get('/v1/registrations'), { status: 200, text: 'passed on' })
    t.match(upstream.seen[0]?.headers, {
      host: 'duties.example.org',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'https',
    })
    for (const path of ['/metrics', '/livez', '/readyz']) t.equal((await proxy.get(path)).status, 404, path)
    t.equal((await proxy.get('/webhooks/whatsapp')).status, 403, 'without a certificate')
    t.equal((await proxy.get('/webhooks/whatsapp', 'somebody.example.org')).status, 403, 'of another name')
    t.match(await proxy.get('/webhooks/whatsapp', META), { status: 200, text: 'passed on' })
    t.equal((await proxy.get('/v1/days', META)).status, 200, 'other paths ask for no certificate')
  },
)

async function startProxy(t: Test, api_port: string) {
  const folder = await mkdtemp(join(tmpdir(), 'dutybell-nginx-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const openssl = (...args: readonly string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  const create = (name: string, subject: string) =>
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '1',
      '-subj',
      subject,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.pem`,
    )
  create('server', '/CN=duties.example.org')
  create('authority', '/CN=Authority of Meta')
  for (const name of [META, 'somebody.example.org']) {
    openssl(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      `/O=Meta/CN=${name}`,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
    )
    openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      'authority.pem',
      '-CAkey',
      'authority.key',
      '-CAcreateserial',
      '-days',
      '1',
      '-out',
      `${name}.pem`,
    )
  }
  const port = await closedPort()
  await writeFile(join(folder, 'nginx.conf'), await configuration(folder, port, api_port))
  const args = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')]
  execFileSync(NGINX, ['-t', ...args], { stdio: 'pipe' })
  const child = spawn(NGINX, args, { stdio: 'ignore' })
  t.teardown(async () => {
    child.kill('SIGTERM')
    await once(child, 'exit')
  })
  const get = (path: string, certificate?: string) => ask({ folder, port, path, certificate })
  while (!(await get('/').then(Boolean, () => false))) await sleep(20)
  return { get }
}

/** The server of the page, with the lines about Meta's certificate in it, on files and ports of the test. */
async function configuration(folder: string, port: number, api_port: string): Promise<string> {
  const page = await readFile(join(ROOT, 'docs/operating.md'), 'utf8')
  const [server = '', certificate = ''] = Array.from(
    page.matchAll(/^```nginx\n([^]*?)^```$/gm),
    ([, text]) => text,
  )
  const text = server
    .replace(/\}\s*$/, `${certificate}}`)
    .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
    .replaceAll('127.0.0.1:3000', `127.0.0.1:${api_port}`)
    .replace(/\/etc\/letsencrypt\S+fullchain\.pem/, join(folder, 'server.pem'))
    .replace(/\/etc\/letsencrypt\S+privkey\.pem/, join(folder, 'server.key'))
    .replace('/etc/nginx/meta-webhooks-ca.pem', join(folder, 'authority.pem'))
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, name)};`,
  )
  return `user root; daemon off; pid ${join(folder, 'pid')}; events {} http { access_log off; ${temporary.join(' ')}\n${text}\n}`
}

async function ask(of: { folder: string; port: number; path: string; certificate: string | undefined }) {
  const { folder, port, path, certificate } = of
  const client =
    certificate === undefined
      ? {}
      : {
          cert: await readFile(join(folder, `${certificate}.pem`)),
          key: await readFile(join(folder, `${certificate}.key`)),
        }
  const headers = { host: 'duties.example.org' }
  const sent = request({
    host: '127.0.0.1',
    port,
    path,
    headers,
    agent: false,
    rejectUnauthorized: false,
    ...client,
  })
  sent.end()
  const [response] = await once(sent, 'response')
  const chunks = await Array.fromAsync<Buffer>(response)
  return { status: Number(response.statusCode), text: Buffer.concat(chunks).toString() }
}
