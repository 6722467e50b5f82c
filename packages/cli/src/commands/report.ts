import { createInterface } from 'node:readline'
import type { Answer } from '@nightlight/client'
import { findClient } from '../find-client.ts'

/** How much further the service is to look, as `POST /v1/reports` takes it. */
export type LookFurther = {
  depth?: number
  pages?: number
  archives?: boolean
  videos?: boolean
  render?: boolean
}

/**
 * `nightlight report URL...`: hands addresses in, one report each.
 *
 * `-` reads them from standard input, a line each: arguments stand in process lists and histories.
 */
export async function report(
  urls: readonly string[],
  options: LookFurther & { data: string; source?: string; language?: string; json?: boolean },
): Promise<void> {
  const { depth, pages, archives, videos, render } = options
  const crawl = { depth, pages, archives, videos, render }
  const isFurther = Object.values(crawl).some((one) => one !== undefined)
  const client = await findClient(options.data)
  const reports: Answer<'POST /v1/reports'>[] = []
  for await (const url of named(urls)) {
    const body = {
      url,
      source: options.source ?? 'command-line',
      ...(options.language ? { language: options.language } : {}),
      ...(isFurther ? { crawl } : {}),
    }
    reports.push(await client.call('POST /v1/reports', { body }))
  }
  if (options.json) {
    console.log(JSON.stringify({ reports }))
    return
  }
  for (const { id, state } of reports) console.log(`${id}  ${state}`)
  console.log(`\n${reports.length} handed in; follow them in the console under Reports`)
}

async function* named(urls: readonly string[]): AsyncIterable<string> {
  for (const url of urls) {
    if (url !== '-') yield url
    else
      for await (const line of createInterface({ input: process.stdin }))
        if (line.trim()) yield line
  }
}
