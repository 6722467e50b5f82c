import type { Command } from 'commander'

/** `nightlight people`: who may sign in to the console. */
export function definePeople(program: Command, withData: (command: Command) => Command): void {
  const people = program.command('people').description('people of the console')
  withData(people.command('invite'))
    .description('a link that signs one person in, once')
    .requiredOption('--role <role>')
    .requiredOption('--name <name>')
    .option(
      '--authority <name>',
      'for which authority an officer of the police acts; made when missing',
    )
    .option('--provider <provider>', 'id or handle of the provider that somebody answers for')
    .option('--again', 'for somebody who lost every passkey: ends those and every session first')
    .option('--json')
    .action(async (options) => (await import('./commands/people-invite.ts')).peopleInvite(options))
  withData(people.command('list'))
    .description('every account, and what it signs in with')
    .option('--json')
    .action(async (options) => (await import('./commands/people.ts')).peopleList(options))
  withData(people.command('sessions'))
    .description('where somebody is signed in')
    .requiredOption('--name <name>')
    .option('--role <role>')
    .option('--json')
    .action(async (options) => (await import('./commands/people.ts')).peopleSessions(options))
  for (const [change, what] of [
    ['deactivate', 'ends every session and key of somebody, in all roles or in one'],
    ['reactivate', 'opens an account again; make a link with `people invite` then'],
    ['approve', 'agrees to an account that an administrator asked for'],
  ] as const) {
    withData(people.command(change))
      .description(what)
      .requiredOption('--name <name>')
      .option('--role <role>')
      .option('--json')
      .action(async (options) =>
        (await import('./commands/people.ts')).peopleChange(change)(options),
      )
  }
}
