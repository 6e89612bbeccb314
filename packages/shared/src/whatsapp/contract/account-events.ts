/** Values of the webhook fields that concern templates, the account, the number and preferences. All of them are open. */
import { type Static, type TSchema, Type } from 'typebox'
import { MessagesValue } from './webhook.ts'

/** An id beyond what a JavaScript number holds: JSON.parse rounds it, so only its presence is described. */
const TemplateId = Type.Union([Type.String(), Type.Number()])

const templateFacts = {
  message_template_id: TemplateId,
  message_template_name: Type.String(),
  message_template_language: Type.String(), // with a hyphen here, with an underscore in requests
}

/** `message_template_status_update`: APPROVED, REJECTED, PAUSED, DISABLED, FLAGGED, … */
export const TemplateStatusValue = Type.Object({
  ...templateFacts,
  event: Type.String(),
  message_template_category: Type.Optional(Type.String()),
  reason: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  disable_info: Type.Optional(
    Type.Object({ disable_date: Type.Optional(Type.Union([Type.String(), Type.Number()])) }),
  ),
  other_info: Type.Optional(
    Type.Object({ title: Type.Optional(Type.String()), description: Type.Optional(Type.String()) }),
  ),
})

/** `message_template_quality_update`: GREEN, YELLOW, RED or UNKNOWN. */
const TemplateQualityValue = Type.Object({
  ...templateFacts,
  previous_quality_score: Type.Optional(Type.String()),
  new_quality_score: Type.String(),
})

/** `template_category_update`: announced (`correct_category`) or done (`previous_category`). */
const TemplateCategoryValue = Type.Object({
  ...templateFacts,
  new_category: Type.String(),
  previous_category: Type.Optional(Type.String()),
  correct_category: Type.Optional(Type.String()),
  category_update_timestamp: Type.Optional(Type.Union([Type.String(), Type.Number()])),
})

/** `account_update`: DISABLED_UPDATE, ACCOUNT_RESTRICTION, ACCOUNT_VIOLATION, ACCOUNT_DELETED, PARTNER_REMOVED, … */
const AccountUpdateValue = Type.Object({
  event: Type.String(),
  phone_number: Type.Optional(Type.String()),
  ban_info: Type.Optional(Type.Object({ waba_ban_state: Type.Optional(Type.String()) })),
  restriction_info: Type.Optional(
    Type.Array(
      Type.Object({
        restriction_type: Type.Optional(Type.String()),
        expiration: Type.Optional(Type.Union([Type.String(), Type.Number()])),
      }),
    ),
  ),
  violation_info: Type.Optional(Type.Object({ violation_type: Type.Optional(Type.String()) })),
  waba_info: Type.Optional(Type.Object({ waba_id: Type.Optional(Type.String()) })),
})

/** `phone_number_quality_update`: ONBOARDING, THROUGHPUT_UPGRADE, and older FLAGGED, UPGRADE, DOWNGRADE. */
const PhoneNumberQualityValue = Type.Object({
  display_phone_number: Type.Optional(Type.String()),
  event: Type.String(),
  current_limit: Type.Optional(Type.String()),
})

/** `business_capability_update`: the daily limit as a number or a tier; -1 is unlimited. */
const BusinessCapabilityValue = Type.Object({
  max_daily_conversations_per_business: Type.Optional(Type.Union([Type.String(), Type.Number()])),
})

/** `user_preferences`: a person stops or resumes marketing messages. */
const UserPreferencesValue = Type.Object({
  user_preferences: Type.Array(
    Type.Object({
      wa_id: Type.Optional(Type.String()),
      user_id: Type.Optional(Type.String()),
      category: Type.String(),
      value: Type.String(),
      timestamp: Type.Union([Type.String(), Type.Number()]),
    }),
  ),
})

/** The value of each webhook field that this system reads. */
export const VALUE_OF_FIELD = {
  messages: MessagesValue,
  message_template_status_update: TemplateStatusValue,
  message_template_quality_update: TemplateQualityValue,
  template_category_update: TemplateCategoryValue,
  account_update: AccountUpdateValue,
  phone_number_quality_update: PhoneNumberQualityValue,
  business_capability_update: BusinessCapabilityValue,
  user_preferences: UserPreferencesValue,
} as const satisfies Record<string, TSchema>

export type TemplateStatusValue = Static<typeof TemplateStatusValue>
