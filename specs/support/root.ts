/** Paths in the checkout. Specs run from its root, but the coverage run has them compiled into another folder. */
import { pathToFileURL } from 'node:url'

/** The checkout's root as a URL that ends in a slash. */
export const root = pathToFileURL(`${process.cwd()}/`)
