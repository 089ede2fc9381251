// Every image says exactly what runs: by its digest, or by a tag that is a version. `latest`, a branch, or no tag at all would let
// two tasks of one revision run different code.

/** `1`, `v1.2`, `1.2.3-alpine`, a date, the hash of a commit. */
const version = /^(?:v?\d+(?:\.\d+)*(?:[-+._][\w.+-]+)?|[0-9a-f]{7,40})$/

/** @param {import('ecs-converge').PolicyInput} input @returns {import('ecs-converge').PolicyFinding[]} */
export default ({ desired }) =>
  desired.services.flatMap(({ cluster, name, taskDefinition }) =>
    taskDefinition.containerDefinitions.flatMap((container) => {
      const [image = '', digest] = container.image.split('@')
      // A colon before the last slash belongs to the port of a registry.
      const tag = /:([^:/]+)$/.exec(image)?.[1]
      if (digest !== undefined || (tag !== undefined && version.test(tag))) return []
      return [
        {
          severity: 'error',
          service: `${cluster}:${name}`,
          path: `containerDefinitions[${container.name}].image`,
          message: `${container.image} can mean another image tomorrow: pin it by its digest (@sha256:…) or by a version.`,
        },
      ]
    }),
  )
