import type { Command } from 'commander'

/**
 * The commands about the register of providers.
 *
 * @param byKey  what every command has that somebody does under an API key
 */
export function defineProviders(program: Command, byKey: (command: Command) => Command): void {
  const providers = program
    .command('providers')
    .description('who hosts content and who else can be told of it')
  byKey(providers.command('list'))
    .description('the register, by name')
    .option('--search <text>', 'in name, handle, organisation or domains; or a network number')
    .option('--kind <kind>', 'host, police, registrar, registry or upstream')
    .option('--country <code>', 'such as NL')
    .option('--open', 'only those with something open')
    .action(async (options) => (await import('./commands/providers.ts')).providersList(options))
  byKey(providers.command('show'))
    .description('contacts, keys, channels, what is open, and how it has responded')
    .argument('<provider>', 'its id or handle')
    .action(async (provider, options) =>
      (await import('./commands/providers.ts')).providersShow(provider, options),
    )
  byKey(providers.command('set'))
    .description('say what is known better than the registries do; "" takes it back')
    .argument('<provider>', 'its id or handle')
    .option('--language <code>', 'en, fr, nl or de; "" has it follow the country')
    .option('--addresses <policy>', 'clear-text, machine-part, encrypted or reply-page')
    .option('--channel <id>', 'one in use, which goes before the others')
    .option('--organisation <name>', 'the company that it belongs to')
    .option('--asns <numbers>', 'with commas, such as 64500,64501')
    .option('--domains <names>', 'with commas')
    .option('--note <text>')
    .action(async (provider, options) =>
      (await import('./commands/providers.ts')).providersSet(provider, options),
    )
}
