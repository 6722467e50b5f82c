import { describe, expect, it, vi } from 'vitest'
import { chooseSandbox, explainSandbox, findProgram, type FindProgram } from './sandbox.ts'

const everything: FindProgram = (name) => `/bin/${name}`
const only =
  (...names: string[]): FindProgram =>
  (name) =>
    names.includes(name) ? `/bin/${name}` : undefined
const needs = { probe: ['probe'], paths: ['/usr', '/srv/program'], cpuSeconds: 60 }
const choose = (find: FindProgram, works: (command: string) => boolean = () => true) =>
  chooseSandbox(needs, find, (command) => works(command.join(' ')))

describe('findProgram', () => {
  it('passes over a folder of the name', () => {
    vi.stubEnv('PATH', '/:/usr/bin:/bin')
    expect(findProgram('usr')).toBeUndefined()
    expect(findProgram('sh')).toMatch(/bin\/sh$/)
    vi.unstubAllEnvs()
  })
})

describe('chooseSandbox', () => {
  it('prefers bubblewrap', () => {
    expect(choose(everything).name).toBe('bubblewrap+limits')
  })

  it('promises as much with namespaces where bubblewrap does not run', () => {
    const best = choose(everything)
    const { name, promises } = choose(everything, (command) => !command.includes('bwrap'))
    expect(name).toBe('namespaces+limits')
    expect(promises.toSorted()).toEqual(best.promises.toSorted())
  })

  it('falls back to a network namespace where nothing can be mounted', () => {
    const sandbox = choose(everything, (command) => !/bwrap|--mount/.test(command))
    expect(sandbox.name).toBe('network-namespace+limits')
    expect(sandbox.promises).toContain('no-network')
    expect(sandbox.promises).not.toContain('no-file')
  })

  it('falls back to limits where namespaces are forbidden', () => {
    const sandbox = choose(everything, (command) => !/bwrap|unshare/.test(command))
    expect(sandbox.name).toBe('limits')
    expect(sandbox.promises).not.toContain('no-network')
  })

  it('keeps the namespaces where limits do not run', () => {
    const { name, promises } = choose(everything, (command) => !/bwrap|prlimit/.test(command))
    expect(name).toBe('namespaces')
    expect(promises).not.toContain('no-file-bytes')
  })

  it('uses no namespace whose capabilities it could not drop', () => {
    expect(choose(only('unshare', 'sh', 'prlimit')).name).toBe('limits')
  })

  it('says that nothing is in force where nothing is installed', () => {
    const nothing = { name: 'process', command: [], promises: ['no-spill'] }
    expect(choose(only())).toEqual(nothing)
  })

  it('does not claim limits that only end the process with its parent', () => {
    expect(choose(only('setpriv')).name).toBe('process')
  })

  it('sets the limits on files, core dumps and time', () => {
    const { command } = choose(only('prlimit'))
    expect(command).toEqual(expect.arrayContaining(['--fsize=0', '--core=0', '--cpu=60']))
  })

  it('shows a process in bubblewrap the given paths and nothing else of the files', () => {
    const words = choose(everything).command
    const bound = words.filter((_, at) => /^--(ro-)?bind$/.test(words[at - 1] ?? ''))
    expect(bound).toEqual(['/usr', '/srv/program'])
  })
})

describe('explainSandbox', () => {
  it.each(['bubblewrap+limits', 'namespaces+limits'])('has no advice for %s', (name) => {
    expect(explainSandbox(name).advice).toBeUndefined()
  })

  it.each(['network-namespace+limits', 'limits', 'process'])(
    'says what to install for better than %s',
    (name) => {
      expect(explainSandbox(name).advice).toContain('install bubblewrap')
    },
  )
})
