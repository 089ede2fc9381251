/** Tags of a service, by whose they are. */

/** Tags in which deploy keeps its books, whichever version wrote them; a file may declare none with this prefix. */
export const isBookkeepingTag = (key: string): boolean => key.startsWith('deploy:')
