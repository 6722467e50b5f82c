import { setTimeout } from 'node:timers/promises'
import type { Client } from '../client.ts'
import { judgeHost, type HostView, type TakedownView } from './host-view.ts'
import type { WorldFacts } from './world.ts'

/** The parts of the API's answers that the demo reads. */
type ReportAnswer = {
  id: string
  state: string
  media: { id: string; matches: { tier: string }[] }[]
}
type Page<Item> = { items: Item[]; next: string | null }
type MatchItem = { id: string; tier: string }
type TakedownItem = { id: string; host: string | null }

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
      const { id } = await client.post<{ id: string }>(
        '/v1/reports',
        body,
        `demo-${host.name}-${host.pages.indexOf(page)}`,
      )
      reports.set(host.name, [...(reports.get(host.name) ?? []), id])
    }
  }
  return reports
}

/** The analyst of the demo trusts near matches of its own pictures and leaves probable ones open. */
async function confirmNear(client: Client): Promise<void> {
  const { items } = await client.get<Page<MatchItem>>('/v1/matches?state=undecided&limit=100')
  for (const { id, tier } of items) {
    if (tier !== 'near') continue
    const body = { verdict: 'confirm', reason: 'demo: drawn by ourselves' }
    await client.post(`/v1/matches/${id}/decisions`, body, `demo-decision-${id}`)
  }
}

async function lookAtHosts(
  client: Client,
  facts: WorldFacts,
  reports: ReadonlyMap<string, string[]>,
): Promise<HostView[]> {
  const takedowns = await allTakedowns(client)
  const hosts: HostView[] = []
  for (const host of facts.hosts) {
    const own = takedowns.filter((takedown) => takedown.host === host.address)
    const views = await Promise.all(
      own.map(({ id }) => client.get<TakedownView>(`/v1/takedowns/${id}`)),
    )
    const answers = await Promise.all(
      (reports.get(host.name) ?? []).map((id) => client.get<ReportAnswer>(`/v1/reports/${id}`)),
    )
    hosts.push(judgeHost(host, views, mediaOf(answers)))
  }
  return hosts
}

function mediaOf(answers: readonly ReportAnswer[]): { found: number; matched: number } {
  const media = new Map(answers.flatMap((answer) => answer.media.map((one) => [one.id, one])))
  const matched = [...media.values()].filter(({ matches }) =>
    matches.some(({ tier }) => tier !== 'probable'),
  )
  return { found: media.size, matched: matched.length }
}

async function allTakedowns(client: Client): Promise<TakedownItem[]> {
  const all: TakedownItem[] = []
  let after: string | null = null
  do {
    const query: string = after ? `&after=${encodeURIComponent(after)}` : ''
    const page: Page<TakedownItem> = await client.get(`/v1/takedowns?limit=100${query}`)
    all.push(...page.items)
    after = page.next
  } while (after)
  return all
}
