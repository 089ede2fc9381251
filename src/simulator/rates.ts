/** Request throttling of ECS and CloudTrail: a token bucket for each category of operations, with the sizes and refills that AWS publishes. */
import { AwsException } from './exceptions.js'
import { own } from './world.js'
import type { World } from './world.js'

/** `burst` calls at once, and then so many a second. */
export interface Category {
  readonly burst: number
  readonly perSecond: number
  readonly operations: readonly string[]
}

const categories: Readonly<Record<string, Category>> = {
  'Service modify': { burst: 50, perSecond: 5, operations: ['CreateService', 'UpdateService', 'DeleteService'] },
  'Service read': { burst: 100, perSecond: 20, operations: ['DescribeServices', 'ListServices'] },
  'Task definition modify': {
    burst: 20,
    perSecond: 1,
    operations: ['RegisterTaskDefinition', 'DeregisterTaskDefinition'],
  },
  'Task definition read': {
    burst: 50,
    perSecond: 20,
    operations: ['DescribeTaskDefinition', 'ListTaskDefinitions', 'ListTaskDefinitionFamilies'],
  },
  'Task definition delete': { burst: 5, perSecond: 1, operations: ['DeleteTaskDefinitions'] },
  'Cluster read': { burst: 50, perSecond: 20, operations: ['DescribeClusters', 'ListClusters'] },
  'Cluster modify': {
    burst: 20,
    perSecond: 1,
    operations: ['CreateCluster', 'DeleteCluster', 'PutClusterCapacityProviders'],
  },
  'Cluster resource read': {
    burst: 100,
    perSecond: 20,
    operations: ['DescribeTasks', 'ListTasks', 'DescribeContainerInstances', 'ListContainerInstances'],
  },
  'Cluster resource modify': {
    burst: 100,
    perSecond: 40,
    operations: ['RunTask', 'StopTask', 'RegisterContainerInstance', 'DeregisterContainerInstance'],
  },
  'Service deployment': {
    burst: 50,
    perSecond: 20,
    operations: ['ListServiceDeployments', 'DescribeServiceDeployments', 'StopServiceDeployment'],
  },
  'Service revision': { burst: 50, perSecond: 20, operations: ['DescribeServiceRevisions'] },
  'Tag modify': { burst: 20, perSecond: 10, operations: ['TagResource', 'UntagResource'] },
  'Tag read': { burst: 50, perSecond: 20, operations: ['ListTagsForResource'] },
  'CloudTrail lookup': { burst: 2, perSecond: 2, operations: ['LookupEvents'] },
  'Capacity provider modify': { burst: 10, perSecond: 1, operations: ['CreateCapacityProvider'] },
}

/** Takes a token for an operation of ECS or CloudTrail where throttling is enforced; a bucket that is empty refuses with ThrottlingException. */
export const spendToken = (world: Pick<World, 'rates' | 'nowMs'>, operation: string): void => {
  if (world.rates === undefined) return
  const [name, category] = categoryOf(operation)
  if (category === undefined) return
  const bucket = own(world.rates, name) ?? { tokens: category.burst, atMs: world.nowMs }
  const refilled = bucket.tokens + ((world.nowMs - bucket.atMs) / 1000) * category.perSecond
  const tokens = Math.min(refilled, category.burst)
  if (tokens < 1) throw new AwsException('ThrottlingException', 'Rate exceeded')
  world.rates[name] = { tokens: tokens - 1, atMs: world.nowMs }
}

/** The category that an operation counts in, beside its name; undefined where nothing is limited. */
export const categoryOf = (operation: string): readonly [string, Category | undefined] =>
  Object.entries(categories).find(([, { operations }]) => operations.includes(operation)) ?? ['', undefined]
