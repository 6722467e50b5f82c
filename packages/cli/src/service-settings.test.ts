import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { SETTINGS } from './service-settings.ts'

/** What the service gives each process by itself. */
const OWN = [
  'DATABASE_URL',
  'FIELD_KEY',
  'LIST_SNAPSHOT',
  'LOG_LEVEL',
  'LOOKUP_AT',
  'LOOKUP_TOKEN',
  'PORT',
  'QUEUE_PREFIX',
  'REDIS_URL',
  'SWEEP_MS',
]

describe('settings of the service', () => {
  it.each(['api', 'crawler', 'matcher', 'notices'])(
    'reach the process that reads them: %s',
    async (name) => {
      const config = await readFile(new URL(`../../${name}/src/config.ts`, import.meta.url), 'utf8')
      const read = [...config.matchAll(/^  ([A-Z][A-Z_]+):/gm)].map(([, setting]) => setting)
      expect(read.length).toBeGreaterThan(5)
      const passed = [...(SETTINGS[name] ?? []), ...OWN]
      expect(read.filter((setting) => !passed.includes(setting!))).toEqual([])
    },
  )
})
