import type { Command } from 'commander'

/**
 * The commands about providers that ask whether hashes are known.
 *
 * @param byKey  what every command has that somebody does under an API key
 */
export function defineLookups(
  { program, lists }: { program: Command; lists: Command },
  byKey: (command: Command) => Command,
): void {
  const commands = () => import('./commands/lookups.ts')
  const lookups = program
    .command('lookups')
    .description('which providers may ask whether hashes are known')
  byKey(lookups.command('list'))
    .description('accreditations, with what was asked and hit in 30 days')
    .action(async (options) => (await commands()).lookupsList(options))
  byKey(lookups.command('accredit'))
    .description('propose one; it counts once another supervisor has approved it')
    .argument('<provider>', 'its id')
    .requiredOption('--purpose <text>')
    .requiredOption('--list <id...>', 'lists whose authorities disclose them to providers')
    .option('--algorithm <name...>', 'md5, sha1, sha256, pdq', ['md5', 'sha1', 'sha256'])
    .option('--perceptual', 'has to be said for pdq: likeness tells more than equality')
    .option('--per-minute <n>', 'hashes', Number, 1_000)
    .option('--per-day <n>', 'hashes', Number, 100_000)
    .option('--days <n>', 'until it expires, 1 to 366', Number, 365)
    .action(async (provider, options) => (await commands()).lookupsAccredit(provider, options))
  byKey(lookups.command('approve'))
    .description('by another supervisor than who proposed it')
    .argument('<id>')
    .action(async (id, options) => (await commands()).lookupsApprove(id, options))
  byKey(lookups.command('end'))
    .description('end one, at once and for good')
    .argument('<id>')
    .action(async (id, options) => (await commands()).lookupsEnd(id, options))
  byKey(lookups.command('alarms'))
    .description('canaries that got out, and probing; --done ID notes that one was looked at')
    .option('--done <id>')
    .action(async (options) => (await commands()).lookupsAlarms(options))

  byKey(program.command('canaries').description('what shows a leak').command('make'))
    .description('draw canaries for a provider, its test set; hashes are printed once')
    .argument('<id>', 'of its accreditation')
    .option('--count <n>', '1 to 500', Number, 200)
    .option('--pictures <dir>', 'write the drawn pictures there, to be handed over as well')
    .action(async (id, options) => (await commands()).canariesMake(id, options))

  byKey(lists.command('disclose'))
    .description('say whether a list may answer providers that are accredited')
    .argument('<list>', 'its id')
    .argument('<yes|no>')
    .action(async (list, answer, options) =>
      (await commands()).listsDisclose(list, answer, options),
    )
}
