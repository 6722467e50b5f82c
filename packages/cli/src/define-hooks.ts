import type { Command } from 'commander'

/**
 * `nightlight hooks`: who is told of events over HTTP.
 *
 * @param byKey  what every command has that somebody does under an API key
 */
export function defineHooks(program: Command, byKey: (command: Command) => Command): void {
  const hooks = program.command('hooks').description('who is told of events over HTTP')
  const commands = () => import('./commands/hooks.ts')
  byKey(hooks.command('list'))
    .description('every subscription, the newest first, and what asks for a person')
    .action(async (options) => (await commands()).hooksList(options))
  byKey(hooks.command('add'))
    .description('have somebody told of events; the secret is shown once')
    .argument('<name>')
    .requiredOption(
      '--url-file <file>',
      'whose first line is the address: arguments stand in histories',
    )
    .requiredOption('--type <type...>', 'such as notice.sent')
    .option('--provider <provider>', 'id or handle: told of its own notices only')
    .option('--authority <id>', 'told of its own submissions only')
    .action(async (name, options) => (await commands()).hooksAdd(name, options))
  byKey(hooks.command('rotate'))
    .description('another secret, shown once; the old one signs as well for a while')
    .argument('<hook>')
    .option('--overlap-hours <n>', '0 to 168', Number, 24)
    .action(async (id, options) => (await commands()).hooksRotate(id, options))
  for (const [verb, what] of [
    ['pause', 'send nothing until it is resumed'],
    ['resume', 'send again, and what waits at once'],
    ['remove', 'end it for good'],
    ['test', 'have an event sent that tells of nothing'],
  ] as const) {
    byKey(hooks.command(verb))
      .description(what)
      .argument('<hook>')
      .action(async (id, options) => (await commands()).hooksChange(verb, id, options))
  }
  byKey(hooks.command('deliveries'))
    .description('the last 200 events of one, and what became of them')
    .argument('<hook>')
    .action(async (id, options) => (await commands()).hooksDeliveries(id, options))
}
