import type { Alert, ConditionContext } from '../alert.ts'

export async function findHeldTemplates({ db }: ConditionContext): Promise<readonly Alert[]> {
  const templates = await db
    .selectFrom('templates')
    .select(['name', 'reason'])
    .where('state', '=', 'held')
    .orderBy('name')
    .execute()
  return templates.map(({ name, reason }) => ({
    key: `template_held:${name}`,
    subject: `The template ${name} is held`,
    text: [
      `No WhatsApp message of the template ${name} is sent. E-mail goes on.`,
      `The cause: ${reason ?? 'none was given'}`,
      "See to it in Meta's WhatsApp Manager. What is held is sent, as long as it is still true, when the template is released.",
    ].join('\n'),
  }))
}
