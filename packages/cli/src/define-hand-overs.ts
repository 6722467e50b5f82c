import type { Command } from 'commander'

/** `nightlight hand-overs`: who receives what is handed over to the police. */
export function defineHandOvers(program: Command, byKey: (command: Command) => Command): void {
  const handOvers = program.command('hand-overs').description('what is handed over to the police')
  byKey(handOvers.command('receiver'))
    .description(
      'say which authority stands behind the mailbox of the police: its officers see what went there',
    )
    .argument('<authority>')
    .action(async (authority, options) =>
      (await import('./commands/hand-overs.ts')).handOversReceiver(authority, options),
    )
}
