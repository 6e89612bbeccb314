import {
  maskEmailAddress,
  maskMessageId,
  maskPhoneNumber,
  maskRecipient,
  maskText,
} from '@dutybell/shared/people/mask'
import type { FastifyRequest } from 'fastify'
import { mayDo } from '../keys/key-ring.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The answer contains personal data in full, so that the audit log has an entry of it. */
    reveals_personal_data: boolean
  }
}

type Show = <Value extends string | null>(value: Value) => string | (Value & null)

/** How a caller sees personal data. What presents an answer, in JSON, CSV or HTML, shows every address through it. */
export interface PersonalView {
  /** Else masked. */
  readonly in_full: boolean
  readonly phoneNumber: Show
  readonly email: Show
  /** A phone number or an e-mail address. */
  readonly recipient: Show
  readonly messageId: Show
  /** Free text of people and providers, which may contain addresses. */
  readonly text: Show
}

/** The part of a use-case's context that says how its answer shows personal data. */
export interface WithView {
  readonly view: PersonalView
}

const unchanged: Show = (value) => value

/** For a caller who gave the data. */
export const AS_GIVEN: PersonalView = {
  in_full: true,
  phoneNumber: unchanged,
  email: unchanged,
  recipient: unchanged,
  messageId: unchanged,
  text: unchanged,
}

/** Names are shown, addresses masked so that they can only be recognised. */
export const MASKED: PersonalView = {
  in_full: false,
  phoneNumber: unlessNull(maskPhoneNumber),
  email: unlessNull(maskEmailAddress),
  recipient: unlessNull(maskRecipient),
  messageId: unlessNull(maskMessageId),
  text: unlessNull(maskText),
}

export function withView<Ctx>(ctx: Ctx, request: FastifyRequest): Ctx & WithView {
  return { ...ctx, view: viewOf(request) }
}

/** Without the scope `pii` {@link MASKED}; with it in full, and the request is marked where an address was shown. */
export function viewOf(request: FastifyRequest): PersonalView {
  if (!seesPersonalData(request)) return MASKED
  const noting: Show = (value) => {
    if (value !== null && value !== '') request.reveals_personal_data = true
    return value
  }
  return {
    in_full: true,
    phoneNumber: noting,
    email: noting,
    recipient: noting,
    messageId: noting,
    text: unchanged,
  }
}

export function seesPersonalData({ caller }: Pick<FastifyRequest, 'caller'>): boolean {
  return caller !== null && mayDo(caller, 'pii')
}

function unlessNull(mask: (value: string) => string): Show {
  return (value) => (value === null ? value : mask(value))
}
