import type { Context } from 'mocha'
import { nowRunning } from './runs.js'

// The SDK prints a notice about Node 20 when the first client is made; the binary silences it in the same way.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'

export const mochaHooks = {
  beforeEach(this: Context) {
    nowRunning(this.currentTest)
  },
}
