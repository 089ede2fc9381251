/** The registry of the ECS operations that the simulator offers: each beside its schema in the API model. */
import {
  CreateCapacityProvider$,
  CreateCluster$,
  CreateService$,
  DeleteCluster$,
  DeleteService$,
  DeleteTaskDefinitions$,
  DeregisterContainerInstance$,
  DeregisterTaskDefinition$,
  DescribeClusters$,
  DescribeContainerInstances$,
  DescribeServiceDeployments$,
  DescribeServiceRevisions$,
  DescribeServices$,
  DescribeTaskDefinition$,
  DescribeTasks$,
  ListClusters$,
  ListContainerInstances$,
  ListServiceDeployments$,
  ListServices$,
  ListTagsForResource$,
  ListTaskDefinitionFamilies$,
  ListTaskDefinitions$,
  ListTasks$,
  PutClusterCapacityProviders$,
  RegisterContainerInstance$,
  RegisterTaskDefinition$,
  RunTask$,
  StopServiceDeployment$,
  StopTask$,
  TagResource$,
  UntagResource$,
  UpdateService$,
} from '@aws-sdk/client-ecs'
import type { ModelledOperation } from '../../context.js'
import { createCapacityProvider } from './createCapacityProvider.js'
import { createCluster } from './createCluster.js'
import { createService } from './createService.js'
import { deleteCluster } from './deleteCluster.js'
import { deleteService } from './deleteService.js'
import { deleteTaskDefinitions } from './deleteTaskDefinitions.js'
import { deregisterContainerInstance } from './deregisterContainerInstance.js'
import { deregisterTaskDefinition } from './deregisterTaskDefinition.js'
import { describeClusters } from './describeClusters.js'
import { describeContainerInstances } from './describeContainerInstances.js'
import { describeServiceDeployments } from './describeServiceDeployments.js'
import { describeServiceRevisions } from './describeServiceRevisions.js'
import { describeServices } from './describeServices.js'
import { describeTaskDefinition } from './describeTaskDefinition.js'
import { describeTasks } from './describeTasks.js'
import { listClusters } from './listClusters.js'
import { listContainerInstances } from './listContainerInstances.js'
import { listServiceDeployments } from './listServiceDeployments.js'
import { listServices } from './listServices.js'
import { listTagsForResource } from './listTagsForResource.js'
import { listTaskDefinitionFamilies } from './listTaskDefinitionFamilies.js'
import { listTaskDefinitions } from './listTaskDefinitions.js'
import { listTasks } from './listTasks.js'
import { putClusterCapacityProviders } from './putClusterCapacityProviders.js'
import { registerContainerInstance } from './registerContainerInstance.js'
import { registerTaskDefinition } from './registerTaskDefinition.js'
import { runTask } from './runTask.js'
import { stopServiceDeployment } from './stopServiceDeployment.js'
import { stopTask } from './stopTask.js'
import { tagResource } from './tagResource.js'
import { untagResource } from './untagResource.js'
import { updateService } from './updateService.js'

/** Operations by name. */
export const ecsOperations: Readonly<Record<string, ModelledOperation>> = {
  CreateCapacityProvider: { schema: CreateCapacityProvider$, run: createCapacityProvider },
  PutClusterCapacityProviders: { schema: PutClusterCapacityProviders$, run: putClusterCapacityProviders },
  CreateCluster: { schema: CreateCluster$, run: createCluster },
  DescribeClusters: { schema: DescribeClusters$, run: describeClusters },
  ListClusters: { schema: ListClusters$, run: listClusters },
  DeleteCluster: { schema: DeleteCluster$, run: deleteCluster },
  RegisterTaskDefinition: { schema: RegisterTaskDefinition$, run: registerTaskDefinition },
  DescribeTaskDefinition: { schema: DescribeTaskDefinition$, run: describeTaskDefinition },
  ListTaskDefinitions: { schema: ListTaskDefinitions$, run: listTaskDefinitions },
  ListTaskDefinitionFamilies: { schema: ListTaskDefinitionFamilies$, run: listTaskDefinitionFamilies },
  DeregisterTaskDefinition: { schema: DeregisterTaskDefinition$, run: deregisterTaskDefinition },
  DeleteTaskDefinitions: { schema: DeleteTaskDefinitions$, run: deleteTaskDefinitions },
  CreateService: { schema: CreateService$, run: createService },
  UpdateService: { schema: UpdateService$, run: updateService },
  DescribeServices: { schema: DescribeServices$, run: describeServices },
  ListServices: { schema: ListServices$, run: listServices },
  DeleteService: { schema: DeleteService$, run: deleteService },
  ListServiceDeployments: { schema: ListServiceDeployments$, run: listServiceDeployments },
  DescribeServiceDeployments: { schema: DescribeServiceDeployments$, run: describeServiceDeployments },
  DescribeServiceRevisions: { schema: DescribeServiceRevisions$, run: describeServiceRevisions },
  StopServiceDeployment: { schema: StopServiceDeployment$, run: stopServiceDeployment },
  ListTasks: { schema: ListTasks$, run: listTasks },
  DescribeTasks: { schema: DescribeTasks$, run: describeTasks },
  RunTask: { schema: RunTask$, run: runTask },
  StopTask: { schema: StopTask$, run: stopTask },
  RegisterContainerInstance: { schema: RegisterContainerInstance$, run: registerContainerInstance },
  ListContainerInstances: { schema: ListContainerInstances$, run: listContainerInstances },
  DescribeContainerInstances: { schema: DescribeContainerInstances$, run: describeContainerInstances },
  DeregisterContainerInstance: { schema: DeregisterContainerInstance$, run: deregisterContainerInstance },
  TagResource: { schema: TagResource$, run: tagResource },
  UntagResource: { schema: UntagResource$, run: untagResource },
  ListTagsForResource: { schema: ListTagsForResource$, run: listTagsForResource },
}
