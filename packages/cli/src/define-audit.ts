import type { Command } from 'commander'

/** The commands of the audit log. */
export function defineAudit(program: Command, withData: (command: Command) => Command): void {
  const audit = program
    .command('audit')
    .description('the log of what was done, which nobody can rewrite unseen')
  withData(audit.command('verify'))
    .description(
      'read the whole log anew and compare it with everything that was signed; exit code 1 and the first bad event when it was altered',
    )
    .argument(
      '[export]',
      'export as a directory or a file, or the proof of one event (default: the log of this installation)',
    )
    .option('--key <key>', 'of the log, had by another way than the export')
    .option(
      '--checkpoint <file...>',
      'checkpoints that were kept elsewhere, by you or by a witness',
    )
    .option('--witness <key...>', 'keys of witnesses that must have signed')
    .option('--timestamp-ca <file>', 'PEM certificates that timestamps are believed under')
    .option('--quiet', 'no progress')
    .option('--json')
    .action(async (directory, options) =>
      (await import('./commands/audit-verify.ts')).auditVerify(directory, options),
    )
  withData(audit.command('status'))
    .description(
      'whether the log is signed and goes on; exit code 1 when somebody has to see to it',
    )
    .option('--json')
    .action(async (options) => (await import('./commands/audit-status.ts')).auditStatus(options))
  withData(audit.command('export'))
    .description('write the log as files that are verified without this service')
    .requiredOption('--out <dir>', 'a new directory')
    .option('--quiet', 'no progress')
    .option('--json')
    .action(async (options) => (await import('./commands/audit.ts')).auditExport(options))
  withData(audit.command('checkpoint'))
    .description('the newest signed checkpoint; keep it, to hold the log against it later')
    .action(async (options) => (await import('./commands/audit.ts')).auditCheckpoint(options))
  withData(audit.command('prove'))
    .description(
      'that one event is in the log, with who it was and the detail, as JSON for somebody who has the key of the log',
    )
    .argument('<event>', 'its id')
    .action(async (id, options) => (await import('./commands/audit.ts')).auditProve(id, options))
}
