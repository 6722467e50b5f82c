import { describe, expect, it } from 'vitest'
import { chooseSandbox, type FindProgram } from './sandbox.ts'

const everything: FindProgram = (name) => `/bin/${name}`
const only =
  (...names: string[]): FindProgram =>
  (name) =>
    names.includes(name) ? name : undefined
const choose = (find: FindProgram, works: (command: string) => boolean) =>
  chooseSandbox(['probe'], 60, find, (command) => works(command.join(' ')))

describe('chooseSandbox', () => {
  it('prefers bubblewrap', () => {
    expect(choose(everything, () => true).name).toBe('bubblewrap+limits')
  })

  it('falls back to namespaces where bubblewrap does not run', () => {
    const { name } = choose(everything, (command) => !command.includes('bwrap'))
    expect(name).toBe('namespaces+limits')
  })

  it('falls back to limits where namespaces are forbidden', () => {
    const { name } = choose(everything, (command) => !/bwrap|unshare/.test(command))
    expect(name).toBe('limits')
  })

  it('keeps the namespaces where limits do not run', () => {
    const { name } = choose(everything, (command) => !/bwrap|prlimit/.test(command))
    expect(name).toBe('namespaces')
  })

  it('says that nothing is in force where nothing is installed', () => {
    expect(choose(only(), () => true)).toEqual({ name: 'process', command: [] })
  })

  it('does not claim limits that only end the process with its parent', () => {
    expect(choose(only('setpriv'), () => true).name).toBe('process')
  })

  it('sets the limits on files, core dumps and time', () => {
    const { command } = choose(only('prlimit'), () => true)
    expect(command).toEqual(expect.arrayContaining(['--fsize=0', '--core=0', '--cpu=60']))
  })
})
