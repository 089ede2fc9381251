/** `deploy render [NAME…]`: the file with everything in it resolved, or the requests that it comes to. Asks nobody but the sources of references. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { requestsOf } from '../executor/executor.js'
import { writeManifest, yamlFrom } from '../manifest/manifest.js'
import type { Failure } from '../model/failure.js'
import type { JsonObject } from '../model/json.js'
import { withoutSecrets, withoutWords } from '../model/secrecy.js'
import type { DesiredState, LiveState } from '../model/service.js'
import { planFor } from '../planner/planner.js'
import { jsonText } from '../report/report.js'
import type { Deps } from './deps.js'
import { loadManifest } from './manifest.js'
import { selectServices } from './names.js'
import type { CommonOptions } from './options.js'
import type { Result } from './result.js'

/** `aws`: the requests, and not the file. */
export interface RenderOptions extends CommonOptions {
  readonly aws?: true | undefined
}

/** Of the services named, or of all; secrets are masked in either form. */
export const runRender = (
  deps: Deps,
  options: RenderOptions,
  names: readonly string[],
): TE.TaskEither<Failure, Result> =>
  pipe(
    loadManifest(deps, options),
    TE.chainEitherKW((declared) => selectServices(declared, names)),
    TE.map((desired) => ({
      text: options.aws === true ? jsonText(requestsFor(deps, desired)) : fileFor(options, desired),
      exitCode: 0,
    })),
  )

const fileFor = ({ output }: CommonOptions, { services, sensitive = [] }: DesiredState): string => {
  const written = writeManifest(services, (entry) => withoutWords(entry, sensitive))
  const content = withoutSecrets(written.content) as JsonObject
  return output.stdout === 'json' ? jsonText(content) : yamlFrom(content).trimEnd()
}

/** What a first apply would send: nothing is assumed to be there. */
const requestsFor = ({ fingerprintKey }: Deps, desired: DesiredState): JsonObject => ({
  requests: requestsOf(planFor(desired, nothingLive, { allowReplace: [], fingerprintKey: fingerprintKey() })).map(
    ({ operation, input }) => ({
      operation,
      input: withoutSecrets(withoutWords(input, desired.sensitive ?? [])),
    }),
  ),
})

const nothingLive: LiveState = {
  region: '',
  account: undefined,
  services: [],
  newest: {},
  targetGroups: {},
  classicLoadBalancers: {},
}
