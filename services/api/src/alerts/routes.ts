import type { Db } from '@dutybell/shared/db/client'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import { ADMIN_SECURITY } from '../http/admin-route.ts'
import { pageOf } from '../http/page.ts'
import { Instant, nullableString } from '../http/schemas.ts'
import { viewOf } from '../pii/personal-view.ts'
import { readAlerts } from './read-alerts.ts'

const Alert = Type.Object(
  {
    key: Type.String({
      description: 'The subject, such as `channel_paused:whatsapp`; at most one alert of a key is open.',
    }),
    title: Type.String(),
    text: Type.String({ description: "What happened, with the provider's own words." }),
    action: Type.String({ description: 'What to do.' }),
    opened_at: Instant,
    cleared_at: nullableString({ format: 'date-time', description: 'Null while the alert is open.' }),
  },
  { title: 'Alert' },
)
const AlertList = pageOf(Alert, 'Alerts')
export type AlertList = Static<typeof AlertList>

export const alertRoutes: FastifyPluginAsyncTypebox<{ readonly ctx: { readonly db: Db } }> = async (
  app,
  { ctx },
) => {
  app.get(
    '',
    {
      schema: {
        tags: ['alerts'],
        operationId: 'list_alerts',
        summary: 'List open and recent alerts',
        description: 'Open alerts, then those cleared within seven days. The notifiers look each minute.',
        security: ADMIN_SECURITY,
        response: { 200: AlertList },
      },
    },
    async (request) => readAlerts(ctx.db, viewOf(request)),
  )
}
