import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Type } from 'typebox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EnvironmentError, networkProblems, readEnvironment } from './environment.ts'

const CANARY = 'canary-value'
const schema = Type.Object({
  DATABASE_URL: Type.String({ minLength: 1 }),
  REDIS_URL: Type.Optional(Type.String({ minLength: 1 })),
  PORT: Type.Integer({ default: 8080, minimum: 1, maximum: 65_535 }),
  PACE: Type.Number({ default: 1 }),
  DIRECT: Type.Boolean({ default: false }),
  MODE: Type.Union([Type.Literal('slow'), Type.Literal('fast')], { default: 'slow' }),
  REFERENCE: Type.Optional(Type.String({ pattern: '^[A-Z]+$' })),
  SERVER: Type.Optional(Type.String({ pattern: '^https://', description: 'a web address' })),
})

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'nightlight-environment-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const file = (name: string, text: string): string => {
  const path = join(dir, name)
  writeFileSync(path, text)
  return path
}

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readEnvironment(schema, env)
  } catch (error) {
    if (error instanceof EnvironmentError) {
      expect(error.message).toBe(`Reading the environment: ${error.problems.join('; ')}`)
      expect(error.message).not.toContain(CANARY)
      return error.problems
    }
    throw error
  }
  return []
}

describe('networkProblems', () => {
  it('names the variable and the place of what is no network, and not what it is', () => {
    const entries = ['10.0.0.0/8', '2001:db8::1', CANARY, '10.0.0.0/33']
    const problems = networkProblems('NETWORKS', entries)
    expect(problems.map((problem) => problem.split(': write ')[0])).toEqual([
      'NETWORKS: entry 3 is no network',
      'NETWORKS: entry 4 is no network',
    ])
  })
})

describe('readEnvironment', () => {
  it('says what to write in place of a choice or a pattern', () => {
    expect(problemsOf({ DATABASE_URL: 'x', MODE: CANARY, SERVER: CANARY })).toEqual([
      'MODE must be one of slow, fast',
      'SERVER must be a web address',
    ])
  })

  it('fills in defaults and leaves out what is optional', () => {
    expect(readEnvironment(schema, { DATABASE_URL: 'x' })).toEqual({
      DATABASE_URL: 'x',
      PORT: 8080,
      PACE: 1,
      DIRECT: false,
      MODE: 'slow',
    })
  })

  it('converts numbers and booleans from text', () => {
    const env = { DATABASE_URL: 'x', PORT: '99', PACE: '0.5', DIRECT: 'true', MODE: 'fast' }
    expect(readEnvironment(schema, env)).toMatchObject({
      PORT: 99,
      PACE: 0.5,
      DIRECT: true,
      MODE: 'fast',
    })
  })

  it('keeps text of digits as text where text is wanted', () => {
    expect(readEnvironment(schema, { DATABASE_URL: '1234' }).DATABASE_URL).toBe('1234')
  })

  it('takes an empty string for absent', () => {
    const env = { DATABASE_URL: 'x', REDIS_URL: '', PORT: '' }
    expect(readEnvironment(schema, env)).not.toHaveProperty('REDIS_URL')
    expect(readEnvironment(schema, env).PORT).toBe(8080)
    expect(problemsOf({ DATABASE_URL: '' })).toEqual(['DATABASE_URL is missing'])
  })

  it('ignores variables that the schema does not name', () => {
    expect(readEnvironment(schema, { DATABASE_URL: 'x', OTHER: 'y' })).not.toHaveProperty('OTHER')
  })

  it('reads a value from the file that NAME_FILE names, without the line end', () => {
    const env = { DATABASE_URL_FILE: file('url', 'from-file\n') }
    expect(readEnvironment(schema, env).DATABASE_URL).toBe('from-file')
  })

  it('prefers the file to the variable', () => {
    const env = { DATABASE_URL: 'direct', DATABASE_URL_FILE: file('url', 'from-file') }
    expect(readEnvironment(schema, env).DATABASE_URL).toBe('from-file')
  })

  it('says once that a file cannot be read, and not where it lies', () => {
    expect(problemsOf({ DATABASE_URL_FILE: join(dir, CANARY) })).toEqual([
      'DATABASE_URL_FILE names a file that cannot be read',
    ])
  })

  it('lists every problem at once', () => {
    const problems = problemsOf({ PORT: CANARY, DIRECT: CANARY, MODE: CANARY, REFERENCE: CANARY })
    const names = problems.map((problem) => problem.split(' ')[0]!)
    names.sort((a, b) => a.localeCompare(b))
    expect(names).toEqual(['DATABASE_URL', 'DIRECT', 'MODE', 'PORT', 'REFERENCE'])
  })

  it('refuses a number out of range', () => {
    expect(problemsOf({ DATABASE_URL: 'x', PORT: '65536' })).toHaveLength(1)
    expect(problemsOf({ DATABASE_URL: 'x', PORT: '1.5' })).toHaveLength(1)
  })
})
