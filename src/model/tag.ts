/** Tags of a service, by whose they are. */

/** Tags in which deploy keeps its books, whichever version wrote them; a file may declare none with this prefix. */
export const isBookkeepingTag = (key: string): boolean => key.startsWith('deploy:')

/** The project whose file made the service: what `--prune` goes by (docs/decisions/0013-prune-needs-a-project.md). */
export const projectTag = 'deploy:project'

/** On a revision: the one of its service that had completed when this one was planned, as `family:revision`. */
export const previousTag = 'deploy:previous'
