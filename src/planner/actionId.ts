/** The names of actions, by which later actions and outcomes refer to them. */
import type { Target } from '../model/service.js'

/** `update:hello-world-cluster/hello-world-test`: one call of a kind for each service, so nothing more tells them apart. */
export const actionIdOf = (verb: string, { cluster, service }: Target): string => `${verb}:${cluster}/${service}`
