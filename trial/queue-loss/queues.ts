import { sql } from 'kysely'
import { askRedis } from '../../packages/runtime/src/embedded/redis-wire.ts'
import { prepareQueue } from '../../packages/runtime/src/index.ts'
import { testRedisUrl } from '../../packages/runtime/src/testing.ts'
import type { World } from '../notice-kills/world.ts'

/** A queue that can be emptied behind the back of those who work on it. */
export type LosableQueue = {
  name: string
  /** What the process is to be told. */
  settings: Readonly<Record<string, string>>
  /** Empties it. @returns how many hints were in it */
  lose(world: World): Promise<number>
}

/** The schema with all its tables goes, and is made anew as a start would do it. */
export const queueOnPostgres: LosableQueue = {
  name: 'Postgres, schema dropped',
  settings: {},
  async lose({ db, databaseUrl }) {
    const { rows } = await sql<{ hints: number }>`
      select count(*)::int as hints from bullmq.job`.execute(db)
    await sql`drop schema bullmq cascade`.execute(db)
    await prepareQueue({ kind: 'postgres', url: databaseUrl })
    return rows[0]!.hints
  },
}

/** FLUSHALL: of a server that is there for this trial alone. */
export const queueOnRedis = (): LosableQueue => {
  const url = new URL(testRedisUrl())
  const login = url.password ? [`AUTH ${decodeURIComponent(url.password)}`] : []
  return {
    name: 'Redis, FLUSHALL',
    settings: { REDIS_URL: url.href },
    async lose() {
      const port = Number(url.port)
      const keys = await askRedis(port, [...login, 'KEYS *:[0-9]*'])
      const answer = await askRedis(port, [...login, 'FLUSHALL'])
      if (!answer?.includes('+OK')) throw new Error('trial queue-loss: Redis did not flush')
      return (keys?.match(/^\$\d+\r$/gm) ?? []).length
    },
  }
}
