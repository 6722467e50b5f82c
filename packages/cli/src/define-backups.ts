import type { Command } from 'commander'

/** `nightlight backups`: what a backup program says of itself, for the page of health. */
export function defineBackups(program: Command, withData: (command: Command) => Command): void {
  const backups = program.command('backups').description('what was noted of backups')
  const commands = () => import('./commands/backups.ts')
  withData(backups.command('note'))
    .description(
      'note that a backup was made, or that one was restored elsewhere and could be read',
    )
    .option('--bytes <n>', 'its size', Number)
    .option('--restored', 'one was restored, and the service started with it')
    .option('--at <time>', 'when, such as 2026-01-31T03:00:00Z (default: now)')
    .option('--json')
    .action(async (options) => (await commands()).backupsNote(options))
  withData(backups.command('show'))
    .description('the newest backup, and when one was last restored')
    .option('--json')
    .action(async (options) => (await commands()).backupsShow(options))
}
