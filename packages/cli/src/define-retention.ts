import type { Command } from 'commander'

/** `nightlight retention`: what is erased, and what is held. */
export function defineRetention(program: Command, byKey: (command: Command) => Command): void {
  const retention = program
    .command('retention')
    .description('what is erased when kept long enough, and legal holds')
  const commands = () => import('./commands/retention.ts')
  const country = (command: Command): Command =>
    command.option('--country <code>', 'whose schedule holds, such as BE (default: everywhere)')
  country(byKey(retention.command('preview')))
    .description('what would be erased now; changes nothing')
    .action(async (options) => (await commands()).retentionPreview(options))
  country(byKey(retention.command('run')))
    .description('erase it now, and not only with the daily run')
    .action(async (options) => (await commands()).retentionRun(options))
  byKey(retention.command('hold'))
    .description('have nothing erased of a report, a takedown or a page')
    .option('--report <id>')
    .option('--takedown <id>')
    .option('--page <id>', 'a case: a page with all its reports and takedowns')
    .requiredOption('--reason <code>', 'investigation, court-order, litigation, complaint or audit')
    .requiredOption('--authority <name>', 'who asks for it')
    .option(
      '--review-days <n>',
      'when it is to be looked at again; it never ends by itself',
      Number,
      90,
    )
    .action(async (options) => (await commands()).retentionHold(options))
  byKey(retention.command('release'))
    .description('end a legal hold; by another person than who placed it')
    .argument('<id>')
    .action(async (id, options) => (await commands()).retentionRelease(id, options))
}
