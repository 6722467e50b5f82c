export const MATCH_HELP = `
Writes a line of JSON for each input that matches: matches [{list, tier, algorithm, distance, ...}]; tier is
exact, near or probable. With --list, "line" counts the rows of the list, from 1; else "entry" is its id.

Exit code: 0 everything was looked at, 3 something could not be or there was nothing, 1 another failure.

Examples:
  match /mnt/seized --list set.json          pictures and other files of a folder, offline
  match photo.jpg                            one picture, with the active lists of the service
  match hashes.csv --list known.txt          one list with another
`
