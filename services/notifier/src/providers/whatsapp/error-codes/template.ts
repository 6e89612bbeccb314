import type { ErrorTable } from './table.ts'

const COMPARE = 'Compare the template in WhatsApp Manager, and its language, with the words of the catalogue.'

/** The template is at fault, so every message of it is: they are held until it is repaired. */
export const TEMPLATE_ERRORS: ErrorTable = {
  131063: {
    meaning: 'marketing templates are switched off for this account',
    action: 'Put the template in the category UTILITY.',
  },
  132000: { meaning: 'the template has another number of parameters', action: COMPARE },
  132001: {
    meaning: 'the template does not exist in this language, or is not approved',
    action: `${COMPARE} META_WA_TEMPLATE_LANGUAGE must be its exact code: en is not en_US.`,
  },
  132007: {
    meaning: "the template's content violates a policy",
    action: 'Edit the template and resubmit it.',
  },
  132012: { meaning: 'the template has parameters of another format', action: COMPARE },
  132015: {
    meaning: 'the template is paused for low quality',
    action: 'Edit the template, or wait: the first pause lasts 3 hours, the second 6.',
  },
  132016: {
    meaning: 'the template is disabled for good',
    action: 'Create a template of another name and have it approved.',
  },
  132068: { meaning: 'the flow of the template is blocked', action: 'Repair the flow in WhatsApp Manager.' },
  132069: {
    meaning: 'the flow of the template is throttled',
    action: 'Repair the flow in WhatsApp Manager.',
  },
  134100: { meaning: 'the template is not a marketing template', action: COMPARE },
  134102: { meaning: 'the template is not available', action: COMPARE },
  134103: { meaning: 'the template is not available', action: COMPARE },
}
