import type { Command } from 'commander'

/** What others than us get of a case, and verify: one removal check, or all of it. */
export function defineCases(program: Command, byKey: (command: Command) => Command): void {
  const checks = program
    .command('checks')
    .description('removal checks that a third party can verify')
  byKey(checks.command('export'))
    .description('one removal check, signed, as JSON; no image, no hash, no address in clear')
    .argument('<takedown>')
    .argument('<check>')
    .action(async (takedown, check, options) =>
      (await import('./commands/checks.ts')).checksExport(takedown, check, options),
    )
  checks
    .command('verify')
    .description(
      'tell whether a record was altered, without the service; exit code 1 when it is not believed',
    )
    .argument('<file>')
    .requiredOption('--public-key <key>', 'of the installation, had by another way than the record')
    .option('--json')
    .action(async (file, options) =>
      (await import('./commands/checks.ts')).checksVerify(file, options),
    )

  const cases = program.command('cases').description('cases for the police')
  byKey(cases.command('export'))
    .description(
      'one case as a signed archive with exact addresses, observations, notices and proofs of the log; no image',
    )
    .argument('<takedown>')
    .requiredOption('--out <file>', 'a new file')
    .requiredOption(
      '--reason <code>',
      'police-request, court-order, own-referral or request-from-abroad',
    )
    .requiredOption('--legal-basis <text>', 'as the police will read it')
    .option(
      '--recipient <police>',
      'id or handle; encrypted to their OpenPGP key, if they have one',
    )
    .action(async (takedown, options) =>
      (await import('./commands/cases.ts')).casesExport(takedown, options),
    )
}
