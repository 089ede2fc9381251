// Paths as a repository has them, wherever in it a job runs.
import { expect } from 'chai'
import { pathInRepository } from '../../src/cli/pathInRepository.js'

const rows: readonly (readonly [
  what: string,
  environment: Readonly<Record<string, string>>,
  file: string,
  path: string,
])[] = [
  ['as it was named where nobody knows of a repository', {}, './infra//deploy.yml', 'infra/deploy.yml'],
  ['as it was named where the folder is not known', { GITHUB_WORKSPACE: '/w/shop' }, 'deploy.yml', 'deploy.yml'],
  ['from the root', { GITHUB_WORKSPACE: '/w/shop', PWD: '/w/shop' }, 'deploy.yml', 'deploy.yml'],
  [
    'from the root in a folder',
    { GITHUB_WORKSPACE: '/w/shop', PWD: '/w/shop/infra/' },
    'deploy.yml',
    'infra/deploy.yml',
  ],
  ['up to the root', { CI_PROJECT_DIR: '/w/shop', PWD: '/w/shop/infra/prod' }, '../../deploy.yml', 'deploy.yml'],
  ['by its whole name', { WORKSPACE: '/w/shop', PWD: '/tmp' }, '/w/shop/infra/deploy.yml', 'infra/deploy.yml'],
  ['elsewhere by its whole name', { WORKSPACE: '/w/shop', PWD: '/w/shop' }, '/etc/deploy.yml', '/etc/deploy.yml'],
  ['above the root as it was named', { WORKSPACE: '/w/shop', PWD: '/w/shop' }, '../deploy.yml', '../deploy.yml'],
  ['beside the root', { GITHUB_WORKSPACE: '/w/shop', PWD: '/w/shop-2' }, 'deploy.yml', 'deploy.yml'],
  ['on Windows', { GITHUB_WORKSPACE: 'D:\\a\\shop', PWD: 'D:\\a\\shop' }, 'infra\\deploy.yml', 'infra/deploy.yml'],
  ['on Windows by its whole name', { GITHUB_WORKSPACE: 'D:\\a\\shop' }, 'D:\\a\\shop\\deploy.yml', 'deploy.yml'],
  ['on another drive', { GITHUB_WORKSPACE: 'D:\\a\\shop' }, 'C:\\deploy.yml', 'C:/deploy.yml'],
]

describe('pathInRepository', () => {
  for (const [what, environment, file, path] of rows) {
    it(`names a file ${what}`, () => {
      expect(pathInRepository(environment)(file)).to.equal(path)
    })
  }
})
