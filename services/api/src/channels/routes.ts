import type { Waker } from '@dutybell/shared/outbox/wake'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { adminName, ADMIN_PROBLEMS, ADMIN_SECURITY } from '../http/admin-route.ts'
import { pageOf } from '../http/page.ts'
import { pauseChannel } from './pause-channel.ts'
import { type ChannelsContext, readChannels } from './read-channels.ts'
import { resumeChannel } from './resume-channel.ts'
import { ChannelParams, ChannelStatus, PauseChannel } from './schemas.ts'

export interface ChannelRoutesOptions {
  readonly ctx: ChannelsContext & { readonly waker: Waker }
}

const COMMON = { tags: ['channels'], security: ADMIN_SECURITY }
const PROBLEMS = [...ADMIN_PROBLEMS, 'channel_not_found', 'channel_waits_for_restore'] as const

export const channelRoutes: FastifyPluginAsyncTypebox<ChannelRoutesOptions> = async (app, { ctx }) => {
  app.get(
    '',
    {
      schema: { ...COMMON, summary: 'Read how the channels stand', response: { 200: pageOf(ChannelStatus) } },
      config: { problems: ADMIN_PROBLEMS },
    },
    async () => ({ items: await readChannels(ctx), next_cursor: null }),
  )

  app.post(
    '/:channel/pause',
    {
      schema: {
        ...COMMON,
        summary: 'Pause a channel',
        description: 'Nothing more of it is sent, by any notifier, until a person resumes it.',
        params: ChannelParams,
        body: PauseChannel,
        response: { 200: ChannelStatus },
      },
      config: { problems: PROBLEMS },
      preValidation: async (request) => {
        request.body ??= {}
      },
    },
    async (request) =>
      pauseChannel(ctx, request.params.channel, { by: adminName(request), reason: request.body.reason }),
  )

  app.post(
    '/:channel/resume',
    {
      schema: {
        ...COMMON,
        summary: 'Resume a channel, whoever paused it',
        description: 'One message goes first; the rest follows when it came through.',
        params: ChannelParams,
        response: { 200: ChannelStatus },
      },
      config: { problems: PROBLEMS },
    },
    async (request) => resumeChannel(ctx, request.params.channel),
  )
}
