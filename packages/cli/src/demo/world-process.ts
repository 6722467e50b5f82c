import {
  createLog,
  parseMasterKey,
  readEnvironment,
  reportReady,
  untilStopped,
} from '@nightlight/runtime'
import { Type } from 'typebox'
import { startWorld } from './world.ts'

const WorldEnvironment = Type.Object({
  DATABASE_URL: Type.String({ minLength: 1 }),
  FIELD_KEY: Type.String({ minLength: 32 }),
  DEMO_DIR: Type.String({ minLength: 1 }),
  LOG_LEVEL: Type.String({ default: 'info' }),
})

const env = readEnvironment(WorldEnvironment, process.env)
const log = createLog('demo-world', { level: env.LOG_LEVEL })
await using world = await startWorld({
  dir: env.DEMO_DIR,
  databaseUrl: env.DATABASE_URL,
  masterKey: parseMasterKey(env.FIELD_KEY),
  log,
})
log.info({ hosts: world.facts.hosts.length }, 'ready')
reportReady(world.facts)
log.info({ signal: await untilStopped() }, 'stopping')
