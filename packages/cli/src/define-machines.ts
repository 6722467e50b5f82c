import type { Command } from 'commander'

type With = (command: Command) => Command

/** `nightlight keys` and `signing-keys`, and `lists submit`: what machines prove themselves with. */
export function defineMachines(
  { program, keys, lists }: { program: Command; keys: Command; lists: Command },
  withData: With,
  byKey: With,
): void {
  const machines = () => import('./commands/keys.ts')
  withData(keys.command('create'))
    .description('an API key, shown once')
    .requiredOption('--role <role>')
    .requiredOption('--name <name>')
    .option(
      '--authority <name>',
      'for which authority an officer of the police acts; made when missing',
    )
    .option('--provider <provider>', 'id or handle of the provider that the key answers for')
    .option('--expires-days <n>', 'when it ends, 1 to 365 days from now', Number, 365)
    .option('--scope <permission...>', 'permissions of the role (default: all of them)')
    .option(
      '--network <network...>',
      'addresses and networks that it is taken from (default: everywhere)',
    )
    .option('--certificate <file>', 'PEM of the only client certificate that it is taken with')
    .option('--json')
    .action(async (options) => (await import('./commands/keys-create.ts')).keysCreate(options))
  withData(keys.command('list'))
    .description(
      'every key without its secret, the newest first; those that end within 30 days are told',
    )
    .option('--json')
    .action(async (options) => (await machines()).keysList(options))
  withData(keys.command('revoke'))
    .description('end a key, at once and for good')
    .argument('<id>')
    .option('--json')
    .action(async (id, options) => (await machines()).keysRevoke(id, options))
  withData(keys.command('replace'))
    .description('a key that takes the place of another, which goes on for a while')
    .argument('<id>')
    .option('--overlap-hours <n>', 'how long the old one goes on, 0 to 168', Number, 24)
    .option('--json')
    .action(async (id, options) => (await machines()).keysReplace(id, options))

  const signing = program
    .command('signing-keys')
    .description('public keys with which the police sign what they hand in')
  const own = () => import('./commands/signing-keys.ts')
  byKey(signing.command('list'))
    .description('those of your authority')
    .action(async (options) => (await own()).signingKeysList(options))
  byKey(signing.command('propose'))
    .description('propose a public key; it counts once another officer has approved it')
    .argument('<file>', 'PEM, of Ed25519 or of ECDSA on P-256')
    .requiredOption('--name <name>')
    .action(async (file, options) => (await own()).signingKeysPropose(file, options))
  byKey(signing.command('approve'))
    .description('by another officer than who proposed it')
    .argument('<id>')
    .action(async (id, options) => (await own()).signingKeysApprove(id, options))
  byKey(signing.command('end'))
    .description('end a key, at once and for good')
    .argument('<id>')
    .action(async (id, options) => (await own()).signingKeysEnd(id, options))
  byKey(signing.command('require'))
    .description('take only what is signed: yes, or no, which two officers say')
    .argument('<yes|no>')
    .action(async (answer, options) => (await own()).signingKeysRequire(answer, options))

  lists
    .command('submit')
    .description(
      'hand a file in over HTTP: unsigned in parts, and the same command goes on after a cut; signed in one piece',
    )
    .argument('<file>')
    .requiredOption('--url <url>', 'of the service, as it calls itself')
    .requiredOption('--list <id>')
    .requiredOption('--key-file <file>', 'API key of the officer')
    .option('--signing-key <file>', 'private key, PEM')
    .option('--signing-key-id <id>', 'as `signing-keys propose` told it')
    .option('--type <type>', 'media type of the file', 'application/octet-stream')
    .option('--with <name=value...>', 'what else is said of it, such as legalBasis=...')
    .option('--dry-run', 'count, keep nothing')
    .action(async (file, options) =>
      (await import('./commands/lists-submit.ts')).listsSubmit(file, options),
    )
}
