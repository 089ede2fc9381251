/** The names of load balancers and target groups: up to 32 letters, digits and hyphens, no hyphen at either end. */
import { AwsException } from '../exceptions.js'

/** Refuses a name that does not keep to the rules; `what` begins the message. */
export const requireName = (what: 'Load balancer' | 'Target group', name: string): void => {
  const fault = faultOf(name)
  if (fault !== undefined) throw new AwsException('ValidationError', `${what} name '${name}' ${fault}`)
}

const faultOf = (name: string): string | undefined => {
  if (name === '') return 'cannot be empty'
  if (name.length > 32) return "cannot be longer than '32' characters"
  if (!/^[A-Za-z0-9-]*$/.test(name)) return 'can only contain characters that are alphanumeric characters or hyphens(-)'
  return /^-|-$/.test(name) ? 'cannot begin or end with a hyphen(-)' : undefined
}
