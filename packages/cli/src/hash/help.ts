/** What `nightlight hash --help` says after the options. */
export const HASH_HELP = `
Examples:
  $ nightlight hash /mnt/seized --out hashes.ndjson
  $ nightlight hash /mnt/seized --out set.json --format vics --resume set.journal
  $ nightlight lists import set.json --list seized-2026 --authority "Federal police" --dry-run

Each file gets one record: its MD5, SHA-1 and SHA-256, and for pictures PDQ, blockhash and size. A
file that is no picture, or a damaged one, has its digests and the reason. Symbolic links are not
followed. Mount seized media read-only.

With --resume, a run that was stopped, by Ctrl-C or a power cut, goes on when the same command is
given again: no file is done twice unless it changed.

Use a journal of its own for each medium. Hand on only what has been classified: a hash set is a list
of known material for whoever imports it.

Exit codes: 0 every file has a record; 3 some have none: a folder could not be read, or a file and
vics cannot say so;
130 stopped by Ctrl-C; 1 anything else, with a message.
`
