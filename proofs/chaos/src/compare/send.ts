/** One POST, as the notifier sends it; throws where it is not answered with 200. */
export async function send(to: string): Promise<void> {
  const response = await fetch(`${process.env['META_WA_BASE_URL']}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      to,
      biz_opaque_callback_data: `${to}:1`,
      template: { name: 'comparison', components: [{ parameters: [] }] },
    }),
    signal: AbortSignal.timeout(1_000),
  })
  await response.arrayBuffer()
  if (response.status !== 200) throw new Error(`HTTP ${response.status}`)
}
