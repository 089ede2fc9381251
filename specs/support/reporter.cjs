/** mocha's spec reporter, closed by the one line that CI reads: `N passed, N failed, N skipped`. */
const { reporters } = require('mocha')

module.exports = class Closing extends reporters.Spec {
  epilogue() {
    super.epilogue()
    const { passes, failures, pending } = this.stats
    process.stdout.write(`${passes} passed, ${failures} failed, ${pending} skipped\n`)
  }
}
