import { setTimeout } from 'node:timers/promises'
import type { Answer, Client, Item } from '@nightlight/client'
import { judgeHost, type HostView } from './host-view.ts'
import type { WorldFacts } from './world.ts'

export type DriverOptions = {
  client: Client
  facts: WorldFacts
  signal: AbortSignal
  /** Called after each round with what every host has come to. */
  onRound: (hosts: HostView[]) => void
}

const ROUND_MS = 400

/**
 * Plays the people of the demo: a reporter who hands the pages in, and an analyst who confirms what
 * is near; then watches until every host has reached its end.
 *
 * Goes on where an earlier run was cut off: reports carry idempotency keys, decisions are repeatable.
 */
export async function driveDemo(options: DriverOptions): Promise<HostView[]> {
  const { client, facts, signal, onRound } = options
  const reports = await handIn(client, facts)
  for (;;) {
    signal.throwIfAborted()
    await confirmNear(client)
    const hosts = await lookAtHosts(client, facts, reports)
    onRound(hosts)
    if (hosts.every(({ reached }) => reached)) return hosts
    await setTimeout(ROUND_MS, undefined, { signal })
  }
}

async function handIn(client: Client, facts: WorldFacts): Promise<Map<string, string[]>> {
  const reports = new Map<string, string[]>()
  for (const host of facts.hosts) {
    for (const page of host.pages) {
      const body = { url: page, source: 'demo' }
      const idempotencyKey = `demo-${host.name}-${host.pages.indexOf(page)}`
      const { id } = await client.call('POST /v1/reports', { body, idempotencyKey })
      reports.set(host.name, [...(reports.get(host.name) ?? []), id])
    }
  }
  return reports
}

/** The analyst of the demo trusts near matches of its own pictures and leaves probable ones open. */
async function confirmNear(client: Client): Promise<void> {
  const query = { state: 'undecided', limit: 100 } as const
  const { items } = await client.call('GET /v1/matches', { query })
  for (const { id, tier } of items) {
    if (tier !== 'near') continue
    await client.call('POST /v1/matches/{id}/decisions', {
      params: { id },
      body: { verdict: 'confirm', reason: 'demo: drawn by ourselves' },
      idempotencyKey: `demo-decision-${id}`,
    })
  }
}

async function lookAtHosts(
  client: Client,
  facts: WorldFacts,
  reports: ReadonlyMap<string, string[]>,
): Promise<HostView[]> {
  const takedowns: Item<'GET /v1/takedowns'>[] = []
  for await (const one of client.each('GET /v1/takedowns', { query: { limit: 100 } })) {
    takedowns.push(one)
  }
  const hosts: HostView[] = []
  for (const host of facts.hosts) {
    const own = takedowns.filter((takedown) => takedown.host === host.address)
    const views = await Promise.all(
      own.map(({ id }) => client.call('GET /v1/takedowns/{id}', { params: { id } })),
    )
    const answers = await Promise.all(
      (reports.get(host.name) ?? []).map((id) =>
        client.call('GET /v1/reports/{id}', { params: { id } }),
      ),
    )
    hosts.push(judgeHost(host, views, mediaOf(answers)))
  }
  return hosts
}

type ReportAnswer = Answer<'GET /v1/reports/{id}'>

function mediaOf(answers: readonly ReportAnswer[]): { found: number; matched: number } {
  const media = new Map(answers.flatMap((answer) => answer.media.map((one) => [one.id, one])))
  const matched = [...media.values()].filter(({ matches }) =>
    matches.some(({ tier }) => tier !== 'probable'),
  )
  return { found: media.size, matched: matched.length }
}
