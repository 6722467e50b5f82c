import type { Command } from 'commander'

/** The commands of figures that left the house. */
export function defineExports(program: Command, withData: (command: Command) => Command): void {
  const exports = program.command('exports').description('figures that left the house')
  withData(exports.command('verify'))
    .description(
      'compute the figures of a file again from the events, write them again and compare byte by byte; exit code 1 when they differ',
    )
    .argument('<file>', 'CSV, JSON, HTML or PDF as it was downloaded')
    .option('--json')
    .action(async (file, options) =>
      (await import('./commands/exports-verify.ts')).exportsVerify(file, options),
    )
}
