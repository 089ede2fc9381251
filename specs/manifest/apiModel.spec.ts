import { expect } from 'chai'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { apiModel } from '../../src/manifest/apiModel.js'
import { apiModelFile, apiModelSource } from '../support/apiModelSource.js'

describe('the API model of raw members', () => {
  it('is what the installed SDK says', async () => {
    const source = await apiModelSource()
    if (process.env['UPDATE'] === '1') writeFileSync(apiModelFile, source)
    expect(existsSync(apiModelFile) ? readFileSync(apiModelFile, 'utf8') : '').to.equal(source)
  })

  it('knows lists, maps, shapes, words and what is required', () => {
    const { ContainerDefinition, LogConfiguration } = apiModel
    expect([
      ContainerDefinition?.['dockerLabels'],
      ContainerDefinition?.['mountPoints'],
      ContainerDefinition?.['cpu'],
      apiModel['LinearConfiguration']?.['stepPercent'],
      LogConfiguration?.['logDriver']?.slice(-1),
    ]).to.deep.equal(['{string}', '[MountPoint]', 'integer', 'number', '!'])
    expect(apiModel['RuntimePlatform']?.['cpuArchitecture']).to.equal('=ARM64|X86_64')
  })
})
