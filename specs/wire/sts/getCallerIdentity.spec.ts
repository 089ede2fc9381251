import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { expect } from 'chai'
import { queryWire } from '../../support/queryWire.js'

describe('sts GetCallerIdentity', () => {
  it('names the account of the sandbox and its one user (L28)', async () => {
    const { sts } = queryWire()
    const { Account, Arn, UserId } = await sts.send(new GetCallerIdentityCommand({}))
    expect({ Account, Arn, UserId }).to.deep.equal({
      Account: '123445564666',
      Arn: 'arn:aws:iam::123445564666:user/sandbox',
      UserId: 'AIDASANDBOXSANDBOX2A3',
    })
  })

  it('puts the user into the partition of the region (L28)', async () => {
    const { sts } = queryWire('cn-north-1')
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}))
    expect(Arn).to.equal('arn:aws-cn:iam::123445564666:user/sandbox')
  })
})
