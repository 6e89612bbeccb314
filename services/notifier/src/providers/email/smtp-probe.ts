import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { cleanProviderText } from '../mask.ts'
import type { ProbeResult } from '../outcome.ts'
import type { SmtpServer } from './smtp-exchange.ts'

/** Connects and logs in, as a message would, and leaves again. */
export function probeSmtp(server: SmtpServer, signal: AbortSignal): Promise<ProbeResult> {
  const { promise, resolve } = Promise.withResolvers<ProbeResult>()
  const connection = new SMTPConnection(server.connection)
  const settle = (result: ProbeResult): void => {
    signal.removeEventListener('abort', onAbort)
    resolve(result)
    if (result.well) connection.quit()
    connection.close()
  }
  const fail = (error: Error): void => settle({ well: false, text: cleanProviderText(error.message) })
  const onAbort = (): void => fail(new Error('Broken off because the service stops.'))
  if (signal.aborted) {
    onAbort()
    return promise
  }
  signal.addEventListener('abort', onAbort, { once: true })
  connection.on('error', fail)
  connection.connect((error) => {
    if (error) fail(error)
    else if (!server.auth || !connection.allowsAuth) settle({ well: true })
    else {
      connection.login({ ...server.auth, credentials: server.auth }, (refused) =>
        refused ? fail(refused) : settle({ well: true }),
      )
    }
  })
  return promise
}
