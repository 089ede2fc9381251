/** What specs of scaled services say again and again. */
import type { ServiceNamespace } from '@aws-sdk/client-application-auto-scaling'

/** The service `web` of the wire specs, as Application Auto Scaling names it. */
export const web = {
  ServiceNamespace: 'ecs' as ServiceNamespace,
  ResourceId: 'service/c/web',
  ScalableDimension: 'ecs:service:DesiredCount',
} as const
