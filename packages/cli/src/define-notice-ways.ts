import type { Command } from 'commander'

/** By which way a provider is told, where exact addresses stand in it, and to which keys it is encrypted. */
export function defineNoticeWays(notices: Command, byKey: (command: Command) => Command): void {
  byKey(notices.command('addresses'))
    .description('decide where the exact addresses of notices to a provider stand')
    .argument('<provider>', 'its id or handle')
    .argument('<policy>', 'clear-text, machine-part, encrypted, reply-page or default')
    .action(async (provider, policy, options) =>
      (await import('./commands/notices-keys.ts')).addresses(provider, policy, options),
    )
  byKey(notices.command('add-key'))
    .description(
      'propose the public key of a provider, to which its notices can be encrypted; another person approves it',
    )
    .argument('<provider>', 'its id or handle')
    .argument('<file>', 'an OpenPGP public key with ASCII armour, or an X.509 certificate as PEM')
    .action(async (provider, file, options) =>
      (await import('./commands/notices-keys.ts')).addKey(provider, file, options),
    )
  byKey(notices.command('approve-key'))
    .description(
      'have a proposed key count; by another person than who proposed it, who asked the provider for its fingerprint',
    )
    .argument('<provider>', 'its id or handle')
    .argument('<fingerprint>')
    .action(async (provider, fingerprint, options) =>
      (await import('./commands/notices-keys.ts')).approveKey(provider, fingerprint, options),
    )
  byKey(notices.command('revoke-key'))
    .description('encrypt nothing to a key any more, or drop one that was proposed')
    .argument('<provider>', 'its id or handle')
    .argument('<fingerprint>')
    .action(async (provider, fingerprint, options) =>
      (await import('./commands/notices-keys.ts')).revokeKey(provider, fingerprint, options),
    )
  byKey(notices.command('channels'))
    .description('by which ways a provider is told, other than mail to its mailbox')
    .argument('<provider>', 'its id or handle')
    .action(async (provider, options) =>
      (await import('./commands/notices-channels.ts')).channels(provider, options),
    )
  byKey(notices.command('add-channel'))
    .description('propose a way by which a provider is told; another person approves it')
    .argument('<provider>', 'its id or handle')
    .argument('<kind>', 'aws, cloudflare, webhook, reply-page or smtp')
    .argument('<file>', 'JSON: what it takes to use it; kept encrypted')
    .option('--rank <n>', 'the lowest is used', '0')
    .action(async (provider, kind, file, options) =>
      (await import('./commands/notices-channels.ts')).addChannel(provider, kind, file, options),
    )
  byKey(notices.command('approve-channel'))
    .description('put a proposed way into use; by another person than who proposed it')
    .argument('<channel>')
    .action(async (channel, options) =>
      (await import('./commands/notices-channels.ts')).approve(channel, options),
    )
  byKey(notices.command('disable-channel'))
    .description('tell nobody this way any more; what waits goes by mail')
    .argument('<channel>')
    .action(async (channel, options) =>
      (await import('./commands/notices-channels.ts')).disable(channel, options),
    )
  byKey(notices.command('settle'))
    .description('what you found out about a notice that was cut off on its way')
    .argument('<notice>')
    .argument('<what>', 'arrived or lost')
    .action(async (notice, what, options) =>
      (await import('./commands/notices-channels.ts')).settle(notice, what, options),
    )
}
