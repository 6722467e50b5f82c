import { join } from 'node:path'
import { connect, openDataKeys, type Log } from '@nightlight/runtime'
import { createHashList } from './hash-list.ts'
import { startHosts, type DemoHosts, type ExpectedHost } from './hosts.ts'
import { startMailServer } from './mail-server.ts'
import { countMails } from './mail-store.ts'
import { drawPictures } from './pictures.ts'
import { startRdapServer } from './rdap-server.ts'
import { mailboxOf, SITES } from './web/sites.ts'
import { openWorldState, replaceFile, type WorldState } from './world-state.ts'

/** Where the demo world is and what is expected of it; goes between processes as JSON. */
export type WorldFacts = {
  rdapUrl: string
  smtpUrl: string
  /** Of every host. */
  webPort: number
  hosts: ExpectedHost[]
  /** The hash list: its file, its entries, and its rows that an import has to refuse. */
  list: { path: string; good: number; bad: number }
}

export type World = { facts: WorldFacts; [Symbol.asyncDispose](): Promise<void> }

export type WorldOptions = {
  /** Folder that keeps the state and gets the hash list. */
  dir: string
  databaseUrl: string
  /** 32 bytes, as everywhere in the installation. */
  masterKey: Uint8Array
  log: Log
  /** Of the pictures of a new world; a world keeps the one it began with. */
  seed?: number
}

// Addresses that no client is given as its own, so that the ports stay free between two starts.
const RDAP_ADDRESS = '127.0.10.7'
const SMTP_ADDRESS = '127.0.10.8'
const SEED = 7

/**
 * Starts everything outside of Nightlight that the demo needs: six web hosts, an address registry and
 * a mail server, all on loopback.
 *
 * May be killed at any moment and started again in the same folder with the same database: the
 * pictures are drawn again from their seed, the ports and counters are in the folder, the notices in
 * the mail ledger.
 *
 * @throws {DomainError} conflict `demo-port-taken`, invalid `demo-address-missing` or
 *   `demo-state-unreadable`
 */
export async function startWorld(options: WorldOptions): Promise<World> {
  const { dir, databaseUrl, log } = options
  await using resources = new AsyncDisposableStack()
  const state = await openWorldState(dir, options.seed ?? SEED)
  const { seed, ports } = state.facts
  const pictures = await drawPictures(seed)
  const db = connect(databaseUrl, { name: 'demo-world', max: 3 })
  resources.defer(() => db.destroy())
  const notices = await countMails(db)
  await forgetOtherLedger(state, notices)
  const hosts = resources.use(
    await startHosts({ state, pictures, notices, log }, { port: ports.web }),
  )
  const rdap = resources.use(await startRdapServer({ host: RDAP_ADDRESS, port: ports.rdap }))
  const { crypto } = resources.use(await openDataKeys(db, options.masterKey))
  const smtp = resources.use(
    await startMailServer(
      { db, crypto, now: () => new Date(), mailArrived: heard(hosts, log) },
      { host: SMTP_ADDRESS, port: ports.smtp },
    ),
  )
  await state.update((facts) => {
    facts.ports = { web: hosts.port, rdap: rdap.port, smtp: smtp.port }
  })
  const { csv, good, bad } = await createHashList(pictures, seed)
  const path = join(dir, 'list.csv')
  await replaceFile(path, csv)
  const owned = resources.move()
  return {
    facts: {
      rdapUrl: rdap.url,
      smtpUrl: smtp.url,
      webPort: hosts.port,
      hosts: hosts.expected,
      list: { path, good, bad },
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

const heard =
  (hosts: DemoHosts, log: Log) =>
  (mailbox: string): void => {
    hosts.noticeArrived(mailbox)
    log.info(
      { provider: SITES.find((site) => mailboxOf(site) === mailbox)?.name },
      'notice arrived',
    )
  }

/** A ledger without a notice is a new one: what was counted since notices of another is void. */
async function forgetOtherLedger(
  state: WorldState,
  notices: ReadonlyMap<string, number>,
): Promise<void> {
  await state.update(({ hosts }) => {
    for (const site of SITES) {
      const counters = hosts[site.name]
      if (!counters || notices.has(mailboxOf(site))) continue
      counters.looks = 0
      counters.isLookComplete = true
    }
  })
}
