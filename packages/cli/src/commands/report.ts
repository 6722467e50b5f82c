import { randomUUID } from 'node:crypto'
import { findClient } from '../client.ts'

type Reported = { id: string; state: string }

/** `nightlight report URL...`: hands addresses in, one report each. */
export async function report(
  urls: readonly string[],
  options: { data: string; source?: string; language?: string; json?: boolean },
): Promise<void> {
  const client = await findClient(options.data)
  const reports: Reported[] = []
  for (const url of urls) {
    const body = {
      url,
      source: options.source ?? 'command-line',
      ...(options.language ? { language: options.language } : {}),
    }
    reports.push(await client.post<Reported>('/v1/reports', body, randomUUID()))
  }
  if (options.json) {
    console.log(JSON.stringify({ reports }))
    return
  }
  for (const { id, state } of reports) console.log(`${id}  ${state}`)
  console.log(`\n${reports.length} handed in; follow them in the console under Reports`)
}
