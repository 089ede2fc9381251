/** What is said on stderr of a policy that fails when it has answered. */
import { printable } from './printable.js'
import type { Style } from './style.js'
import { sentenceOf } from './verdict.js'
import { wrapped } from './wrap.js'

/** `message`: the policy's own. */
export const lateThrowText = (policy: string, message: string, { width }: Pick<Style, 'width'>): string =>
  wrapped(
    printable(
      `Something that the policy ${policy} began and did not wait for failed when it had answered; its answer stands. It says: ${sentenceOf(message)}`,
    ),
    width,
  ).join('\n')
