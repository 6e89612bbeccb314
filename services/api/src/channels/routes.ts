import type { Wakes } from '@dutybell/shared/outbox/wake'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { withActor } from '../audit/actor.ts'
import { ADMIN_SECURITY } from '../http/admin-route.ts'
import { IDEMPOTENCY_KEY, IDEMPOTENCY_REPLAYED, withHeaders } from '../http/headers.ts'
import { answerOnce, IDEMPOTENCY_PROBLEMS } from '../http/idempotency.ts'
import { withView } from '../pii/personal-view.ts'
import { pauseChannel } from './pause-channel.ts'
import { type ChannelsContext, readChannels } from './read-channels.ts'
import { resumeChannel } from './resume-channel.ts'
import { ChannelList, ChannelParams, ChannelStatus, PauseChannel } from './schemas.ts'

export interface ChannelRoutesOptions {
  readonly ctx: Omit<ChannelsContext, 'view'> & { readonly waker: Wakes }
}

const COMMON = { tags: ['channels'], security: ADMIN_SECURITY }
const PROBLEMS = ['channel_not_found', 'channel_waits_for_restore', ...IDEMPOTENCY_PROBLEMS] as const

export const channelRoutes: FastifyPluginAsyncTypebox<ChannelRoutesOptions> = async (app, { ctx }) => {
  app.get(
    '',
    {
      schema: {
        ...COMMON,
        operationId: 'list_channels',
        summary: 'Read the state of the channels and of the processes',
        response: { 200: ChannelList },
      },
      config: { scope: 'deliveries' },
    },
    async (request) => readChannels(withView(ctx, request)),
  )

  app.post(
    '/:channel/pause',
    {
      schema: {
        ...COMMON,
        operationId: 'pause_channel',
        summary: 'Pause a channel',
        description: 'No notifier sends on the channel until an operator resumes it.',
        params: ChannelParams,
        headers: Type.Object(IDEMPOTENCY_KEY),
        body: PauseChannel,
        response: { 200: withHeaders(ChannelStatus, IDEMPOTENCY_REPLAYED) },
      },
      config: { problems: PROBLEMS, body_optional: true },
    },
    async (request, reply) =>
      answerOnce({ request, reply }, withActor(await atThisInstant(ctx), request), async (ctx) => {
        const status = await pauseChannel(withView(ctx, request), request.params.channel, request.body.reason)
        return { status: 200, body: status, registration_id: null }
      }),
  )

  app.post(
    '/:channel/resume',
    {
      schema: {
        ...COMMON,
        operationId: 'resume_channel',
        summary: 'Resume a channel',
        description: 'One trial message is sent first; the others follow when it got through.',
        params: ChannelParams,
        headers: Type.Object(IDEMPOTENCY_KEY),
        response: { 200: withHeaders(ChannelStatus, IDEMPOTENCY_REPLAYED) },
      },
      config: { problems: PROBLEMS },
    },
    async (request, reply) =>
      answerOnce({ request, reply }, withActor(await atThisInstant(ctx), request), async (ctx) => ({
        status: 200,
        body: await resumeChannel(withView(ctx, request), request.params.channel),
        registration_id: null,
      })),
  )
}

/** Read before a transaction begins, because the clock may use another connection. */
async function atThisInstant<Ctx extends ChannelRoutesOptions['ctx']>(ctx: Ctx): Promise<Ctx> {
  const now = await ctx.now()
  return { ...ctx, now: async () => now }
}
