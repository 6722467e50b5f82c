import { DomainError } from '@nightlight/contract'
import { Command, CommanderError } from 'commander'
import { defineAudit } from './define-audit.ts'
import { defineExports } from './define-exports.ts'
import { defineLookups } from './define-lookups.ts'
import { defineHooks } from './define-hooks.ts'
import { defineCases } from './define-cases.ts'
import { defineHandOvers } from './define-hand-overs.ts'
import { defineBackups } from './define-backups.ts'
import { defineMachines } from './define-machines.ts'
import { defineNoticeWays } from './define-notice-ways.ts'
import { definePeople } from './define-people.ts'
import { definePolicies } from './define-policies.ts'
import { defineProviders } from './define-providers.ts'
import { defineRetention } from './define-retention.ts'
import { HASH_HELP } from './hash/help.ts'
import { MATCH_HELP } from './match/help.ts'

const program = new Command('nightlight')
  .description('Takes a reported URL to verified removal; no image is ever stored')
  .showHelpAfterError()
  .exitOverride()

const withData = (command: Command): Command =>
  command.option('--data <dir>', 'where everything is kept', '.data')

withData(program.command('start'))
  .description('the whole service on this machine')
  .option('--port <n>', 'port of the API and the console', toPort, 8080)
  .action(async (options) => (await import('./commands/start.ts')).start(options))

program
  .command('demo')
  .description('the whole job on harmless pictures, against servers of its own')
  .option('--data <dir>', 'keep the data here, to go on after an interruption')
  .option('--port <n>', 'port of the API and the console (default: a free one)', toPort, 0)
  .option('--json', 'print one JSON object at the end')
  .option('--exit', 'end when every host reached its end; exit code 0 only if as expected')
  .action(async (options) => (await import('./demo/run-demo.ts')).demo(options))

withData(program.command('report'))
  .description('hand in one or more addresses')
  .argument('<url...>', 'addresses; - reads them from standard input')
  .option('--source <name>', 'where the report came from')
  .option('--language <code>', 'en, fr, nl or de')
  .option('--depth <n>', 'steps by thumbnails to further pages of the site, up to 3', toCount)
  .option('--pages <n>', 'most pages, the reported one included, up to 200', toCount)
  .option('--archives', 'open archives')
  .option('--videos', 'fetch films and sample them')
  .option('--render', 'let scripts of the pages run')
  .option('--json')
  .action(async (urls, options) => (await import('./commands/report.ts')).report(urls, options))

program
  .command('hash')
  .description(
    'hash pictures and other files on this machine, offline: no connection is made, no picture is ' +
      'stored or shown, only hashes are written',
  )
  .argument('<path...>', 'files and folders; folders with everything in them')
  .option('--format <name>', 'ndjson, csv or vics (Project VIC 2.0 JSON)', 'ndjson')
  .option(
    '--out <file>',
    'where to write (default: standard output); never overwrites another file',
  )
  .option('--resume <file>', 'keep a journal there, to go on after a stop; holds hashes and paths')
  .option('--paths', 'write names and paths (default for ndjson and csv)')
  .option('--no-paths', 'leave names and paths out (default for vics, which is made to be shared)')
  .option('--jobs <n>', 'pictures at once (default: number of processors)', Number)
  .option('--quiet', 'no progress and no summary')
  .addHelpText('after', HASH_HELP)
  .action(async (paths, options) => (await import('./hash/hash.ts')).hash(paths, options))

program
  .command('compare')
  .description('all pairs of hashes of two files within a distance, one hash a line; offline')
  .argument('<left>')
  .argument('<right>', 'kept in memory: 130 bytes a hash')
  .option('--max-distance <bits>', 'of pdq and blockhash, 0 to 256 (default: 31)', Number)
  .option('--algorithm <name>', 'pdq, blockhash, md5, sha1 or sha256', 'pdq')
  .option('--quiet', 'no progress')
  .action(async (left, right, options) =>
    (await import('./compare/compare.ts')).compare(left, right, options),
  )

withData(program.command('match'))
  .description('what hashes, files of hashes or pictures match, by the rules of the service')
  .argument('<input...>', 'a hash, a file of hashes in any format of a list, a picture, a folder')
  .option('--list <file>', 'compare with this list alone, offline, and with no installation')
  .option(
    '--algorithm <name>',
    'what 64 digits without a label are: pdq, blockhash or sha256',
    'pdq',
  )
  .option('--max-distance <bits>', 'PDQ limit with --list, at most 31 (default: 31)', Number)
  .option('--all', 'write what matches nothing as well')
  .option('--quiet', 'no progress and no summary')
  .addHelpText('after', MATCH_HELP)
  .action(async (inputs, options) => (await import('./match/match.ts')).match(inputs, options))

const lists = program.command('lists').description('hash lists')
withData(lists.command('import'))
  .description('read a hash list; what it is, is decided by its content')
  .argument('<file>')
  .requiredOption('--list <name>')
  .requiredOption('--authority <name>')
  .option('--format <name>', 'auto, plain, csv, ndjson, vics, caid, icse or ncmec', 'auto')
  .option('--map <file>', 'JSON: column head to algorithm')
  .option(
    '--category <code=class...>',
    'what a category of the source is: csam, harmful or skip; none=CLASS where there is none',
  )
  .option('--edition', 'the file is the whole list: what it no longer has goes')
  .option('--legal-basis <text>', 'on what it was seized or handed in')
  .option('--officer <name>', 'who answers for it; kept encrypted')
  .option('--submission-expires <date>', 'until when these entries count')
  .option('--key-file <file>', 'API key of who hands it in (default: the command line)')
  .option('--activate-key-file <file>', 'API key of a second person who activates it at once')
  .option('--algorithm <name>', 'of unlabelled lines: md5, sha1, sha256, pdq or blockhash')
  .option('--class <name>', 'legal class: csam or harmful', 'csam')
  .option('--classification <code>', 'baseline, A1, A2, B1 or B2')
  .option('--max-distance <bits>', 'PDQ limit of this list, at most 31', Number, 31)
  .option('--open-exact', 'an exact match may open a takedown without a person')
  .option(
    '--negative',
    'what it names is known to be harmless: it suppresses matches and makes none',
  )
  .option(
    '--purpose <text>',
    'what it may be used for (default: as its list; of a new list notice-and-takedown)',
  )
  .option(
    '--jurisdictions <codes>',
    'countries where it may be used, with commas, or everywhere (default: as its list; of a new list everywhere)',
  )
  .option('--expires <date>')
  .option('--dry-run', 'count, keep nothing')
  .option('--json')
  .action(async (file, options) =>
    (await import('./commands/lists-import.ts')).listsImport(file, options),
  )

const byKey = (command: Command): Command =>
  withData(command)
    .requiredOption('--key-file <file>', 'API key of the person who does it')
    .option('--json')
byKey(lists.command('show'))
  .description(
    'which lists there are, what counts, and what waits for whom; of an officer, those of their authority',
  )
  .argument('[name]', 'of a list, or its id (default: all)')
  .action(async (name, options) =>
    (await import('./commands/lists-show.ts')).listsShow(name, options),
  )

const tasks = program.command('tasks').description('what waits for a person')
byKey(tasks.command('list'))
  .description('the oldest first, with its age and its id; no address')
  .option('--code <code>', 'of one kind only')
  .action(async (options) => (await import('./commands/tasks.ts')).tasksList(options))
byKey(tasks.command('take'))
  .description('see to a task yourself')
  .argument('<task>')
  .option('--from <actor>', 'who sees to it, as the list has them, where that is another person')
  .action(async (id, options) =>
    (await import('./commands/tasks.ts')).tasksAssign(id, true, options),
  )
byKey(tasks.command('give-back'))
  .description('have nobody see to a task; it waits again')
  .argument('<task>')
  .option('--from <actor>', 'as with take')
  .action(async (id, options) =>
    (await import('./commands/tasks.ts')).tasksAssign(id, false, options),
  )
byKey(tasks.command('done'))
  .description('say that a task is done, and how; not those that their case settles')
  .argument('<task>')
  .argument('<with>', 'told-by-hand, mended, looked-at or not-needed')
  .action(async (id, said, options) =>
    (await import('./commands/tasks.ts')).tasksDone(id, said, options),
  )

defineCases(program, byKey)

byKey(lists.command('activate'))
  .description('have a staged submission count; by another person than who handed it in')
  .argument('<submission>')
  .option(
    '--mark <mark>',
    'of the submission as lists show tells it: needed where its codes were given a meaning, or its list has changed since it came in',
  )
  .action(async (id, options) =>
    (await import('./commands/lists-handle.ts')).listsActivate(id, options),
  )
byKey(lists.command('release'))
  .description('let what was found in everything seen before act')
  .argument('<submission>')
  .action(async (id, options) =>
    (await import('./commands/lists-handle.ts')).listsRelease(id, options),
  )
byKey(lists.command('revoke'))
  .description('take an entry, a submission or a list out of matching, at once')
  .argument('<what>', 'entry, submission or list')
  .argument('<id>')
  .requiredOption('--reason <text>')
  .action(async (what, id, options) =>
    (await import('./commands/lists-handle.ts')).listsRevoke(what, id, options),
  )

const exchange = lists.command('exchange').description('lists of other organisations')
byKey(exchange.command('add'))
  .description('ask that a list be kept up to date by an exchange; another person approves it')
  .argument('<list>', 'id of the list')
  .argument('<config>', 'JSON file: kind (ncmec or stopncii), baseUrl, credentials')
  .option('--every <minutes>', 'how often it is asked', Number, 60)
  .action(async (list, config, options) =>
    (await import('./commands/lists-exchange.ts')).exchangeAdd(list, config, options),
  )
byKey(exchange.command('approve'))
  .argument('<exchange>')
  .action(async (id, options) =>
    (await import('./commands/lists-exchange.ts')).exchangeApprove(id, options),
  )
byKey(exchange.command('show'))
  .description('which exchanges there are, and how they are')
  .action(async (options) => (await import('./commands/lists-exchange.ts')).exchangeShow(options))

const opinions = program
  .command('opinions')
  .description('second opinions of other organisations, to whom perceptual hashes are disclosed')
byKey(opinions.command('add'))
  .description(
    'ask that pictures which wait for an analyst be asked about; another one approves it',
  )
  .argument('<config>', 'JSON file: kind (shield), baseUrl, user, password')
  .action(async (config, options) =>
    (await import('./commands/opinions.ts')).opinionsAdd(config, options),
  )
byKey(opinions.command('approve'))
  .description('have hashes sent; by another person than who asked for it')
  .argument('<source>')
  .action(async (id, options) =>
    (await import('./commands/opinions.ts')).opinionsApprove(id, options),
  )
byKey(opinions.command('end'))
  .description('send nothing more, and forget the credentials')
  .argument('<source>')
  .action(async (id, options) => (await import('./commands/opinions.ts')).opinionsEnd(id, options))
byKey(opinions.command('show'))
  .description('who is asked, and how that goes')
  .action(async (options) => (await import('./commands/opinions.ts')).opinionsShow(options))

definePeople(program, withData)
definePolicies(program, byKey)
defineRetention(program, byKey)
defineAudit(program, withData)
defineBackups(program, withData)
defineExports(program, withData)
defineProviders(program, byKey)
defineHooks(program, byKey)

const notices = program.command('notices').description('letters to providers, police and partners')
notices
  .command('preview')
  .description('every document in four languages with invented data, as files to be read; offline')
  .requiredOption('--out <dir>', 'where to write; never overwrites a file')
  .action(async (options) =>
    (await import('./commands/notices-preview.ts')).noticesPreview(options),
  )
byKey(notices.command('iccam'))
  .description(
    'the letter and the files for whoever enters takedowns in ICCAM; they hold exact addresses',
  )
  .argument('<takedown...>')
  .requiredOption('--out <dir>', 'where to write; never overwrites a file')
  .option('--to <name>', 'who enters them', 'ICCAM')
  .option('--language <code>', 'en, fr, nl or de', 'en')
  .action(async (takedowns, options) =>
    (await import('./commands/notices-iccam.ts')).noticesIccam(takedowns, options),
  )
byKey(notices.command('order'))
  .description(
    'the order of an authority about takedowns, with its two answer forms, to be served by it',
  )
  .argument('<file>', 'JSON: authority, addressee, legal basis, reasons, terms, redress')
  .argument('<takedown...>')
  .requiredOption('--out <dir>', 'where to write; never overwrites a file')
  .option('--language <code>', 'en, fr, nl or de', 'en')
  .action(async (file, takedowns, options) =>
    (await import('./commands/notices-order.ts')).noticesOrder(file, takedowns, options),
  )
defineNoticeWays(notices, byKey)

const replies = program.command('replies').description('what providers say of notices')
byKey(replies.command('import'))
  .description('answers from a CSV file: reference,answer,detail; says which lines were refused')
  .argument('<file>')
  .action(async (file, options) =>
    (await import('./commands/replies-import.ts')).repliesImport(file, options),
  )

const keys = program.command('keys').description('API keys')
defineHandOvers(program, byKey)
defineMachines({ program, keys, lists }, withData, byKey)
defineLookups({ program, lists }, byKey)
withData(keys.command('rotate'))
  .description(
    'new keys of the field encryption: everything is sealed again while the service runs; goes on where it was stopped',
  )
  .option('--master', 'another master key instead (FIELD_KEY); the service must not run')
  .option('--new-key-file <file>', 'with --master, where FIELD_KEY gives the key: the new one')
  .option('--json')
  .action(async (options) => (await import('./commands/keys-rotate.ts')).keysRotate(options))

function toCount(text: string): number {
  if (/^\d{1,3}$/.test(text)) return Number(text)
  throw new DomainError('invalid', 'option-invalid', `Reading an option: ${text} is no such number`)
}

function toPort(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new DomainError('invalid', 'option-invalid', 'Starting: --port must be 0 to 65535')
}

/**
 * Runs one command. What went wrong is said on standard error, and is the exit code of this process.
 *
 * @param args  as people give them, after `nightlight`
 */
export async function runCommand(args: readonly string[]): Promise<void> {
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    process.exitCode = 1
    if (error instanceof CommanderError) process.exitCode = error.exitCode
    else if (error instanceof DomainError) console.error(`${error.message} [${error.code}]`)
    else throw error
  }
}

if (import.meta.main) await runCommand(process.argv.slice(2))
