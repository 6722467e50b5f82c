/** A host name that neither a browser nor a mail program makes a link of. */
export const defanged = (host: string): string => host.replaceAll('.', '[.]')
