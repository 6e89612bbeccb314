import type { AssigningContext } from '../../duty-assignments/change-duties.ts'
import type { ChannelsContext } from '../../channels/read-channels.ts'
import type { WithView } from '../../pii/personal-view.ts'
import type { KeyRing } from '../../keys/key-ring.ts'

/** What the pages need: the contexts of the use-cases that they call. */
export interface ConsoleContext extends AssigningContext, Omit<ChannelsContext, keyof WithView> {
  readonly keys: KeyRing
  readonly public_url: string | undefined
  readonly community_name: string
  /** META_WA_APP_SECRET is set. */
  readonly expects_receipts: boolean
  readonly default_country: string
}
