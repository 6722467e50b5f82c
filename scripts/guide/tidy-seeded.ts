import type { RunningDemo } from './demo.ts'

const LISTS = ['Second', 'Third', 'Fourth', 'Fifth', 'Sixth', 'Seventh', 'Eighth', 'Ninth']
const HOUR_MS = 3_600_000

/** What the fixtures of tests write has names and times that are for tests. */
export async function tidySeeded({ db }: RunningDemo): Promise<void> {
  const lists = await db
    .selectFrom('hash_list')
    .innerJoin('authority', 'authority.id', 'hash_list.authority_id')
    .select(['hash_list.id', 'authority.id as authorityId'])
    .where('authority.name', 'like', 'Police %')
    .orderBy('hash_list.id')
    .execute()
  for (const [n, { id, authorityId }] of lists.entries()) {
    const name = `${LISTS[n] ?? n} demo list`
    await db.updateTable('hash_list').set({ name }).where('id', '=', id).execute()
    const office = `Demo police, office ${n + 1}`
    await db.updateTable('authority').set({ name: office }).where('id', '=', authorityId).execute()
  }
  await db
    .updateTable('provider')
    .set({ name: 'Coast Hosting' })
    .where('name', 'like', '%<script>%')
    .execute()
  const at = new Date(Date.now() - HOUR_MS)
  await db.updateTable('report').set({ received_at: at }).where('source', '=', 'test').execute()
  await db
    .updateTable('notice')
    .set({ sent_at: at })
    .where('kind', '=', 'police-hand-over')
    .execute()
  const yesterday = new Date(Date.now() - 24 * HOUR_MS).toISOString().slice(0, 10)
  const takedowns = await db
    .selectFrom('takedown')
    .select(['id', 'state'])
    .where('host', '=', 'pictures.example')
    .execute()
  for (const { id, state } of takedowns) {
    const moved = JSON.stringify(state).replaceAll('2026-03-01T', `${yesterday}T`)
    await db
      .updateTable('takedown')
      .set({ opened_at: at, state: moved })
      .where('id', '=', id)
      .execute()
  }
}
