import type { Command } from 'commander'

/**
 * The commands about routing policies.
 *
 * @param byKey  what every command has that somebody does under an API key
 */
export function definePolicies(program: Command, byKey: (command: Command) => Command): void {
  const policies = program
    .command('policies')
    .description('routing policies: who is told what in which order, and when again')
  byKey(policies.command('list'))
    .description('which policies there are, and which one new cases are routed by')
    .action(async (options) => (await import('./commands/policies.ts')).policiesList(options))
  byKey(policies.command('show'))
    .description('what a policy says')
    .argument('<policy>')
    .action(async (id, options) =>
      (await import('./commands/policies.ts')).policiesShow(id, options),
    )
  byKey(policies.command('propose'))
    .description('hand in a policy; another person activates it')
    .argument('<file>', 'JSON file, or the name of a policy that comes with the program')
    .action(async (file, options) =>
      (await import('./commands/policies.ts')).policiesPropose(file, options),
    )
  byKey(policies.command('simulate'))
    .description('how past cases would have been routed by a policy; changes none of them')
    .argument('<policy>')
    .option('--since <date>', 'cases opened since that day (default: a year ago)')
    .action(async (id, options) =>
      (await import('./commands/policies.ts')).policiesSimulate(id, options),
    )
  byKey(policies.command('activate'))
    .description('route new cases by a policy; by another person than who proposed it')
    .argument('<policy>')
    .action(async (id, options) =>
      (await import('./commands/policies.ts')).policiesActivate(id, options),
    )
  byKey(policies.command('end'))
    .description('route nothing more by a policy, or drop a draft')
    .argument('<policy>')
    .action(async (id, options) =>
      (await import('./commands/policies.ts')).policiesEnd(id, options),
    )
  byKey(policies.command('explain'))
    .description('why a takedown went to whom it went')
    .argument('<takedown>')
    .option('--language <code>', 'en, fr, nl or de', 'en')
    .action(async (takedown, options) =>
      (await import('./commands/policies.ts')).policiesExplain(takedown, options),
    )
  byKey(policies.command('reroute'))
    .description('route a takedown anew by the policy in force, before anybody was told of it')
    .argument('<takedown>')
    .action(async (takedown, options) =>
      (await import('./commands/policies.ts')).policiesReroute(takedown, options),
    )
}
