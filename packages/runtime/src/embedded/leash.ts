import { spawnSync } from 'node:child_process'

export type Command = readonly [command: string, args: readonly string[]]

/**
 * Has the kernel send `signal` to the command when this process dies, whatever killed it.
 *
 * Linux with util-linux only; elsewhere the command is returned as it is, and the next start stops
 * what was left over.
 */
export function leash(signal: 'INT' | 'TERM' | 'KILL', command: Command): Command {
  const flags = ['--pdeathsig', signal]
  if (process.platform !== 'linux') return command
  if (spawnSync('setpriv', [...flags, 'true']).status !== 0) return command
  return ['setpriv', [...flags, command[0], ...command[1]]]
}
