import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { networkOf, networkOfAddress } from './network.ts'
import { runs } from '../../test/properties/runs.ts'

test('A12 all addresses of one IPv6 /64 are one network, however they are written', () => {
  const written = [
    '2001:db8:0:1::7',
    '2001:0DB8:0000:0001:0:0:0:7',
    '2001:db8:0:1:ffff:ffff:ffff:ffff',
    '2001:db8:0:1::%eth0',
  ]

  for (const address of written) assert.equal(networkOfAddress(address), '2001:db8:0:1::/64')
  assert.notEqual(networkOfAddress('2001:db8:0:2::7'), '2001:db8:0:1::/64')
  assert.equal(networkOfAddress('::1'), '0:0:0:0::/64')
})

test('the host part never changes the network', () => {
  const group = fc.integer({ min: 0, max: 0xffff }).map((number) => number.toString(16))
  const groups = fc.array(group, { minLength: 4, maxLength: 4 })

  fc.assert(
    fc.property(groups, groups, groups, (net, one, two) => {
      assert.equal(networkOfAddress([...net, ...one].join(':')), networkOfAddress([...net, ...two].join(':')))
    }),
    runs(),
  )
})

test('IPv4 counts by its address, also in the disguise of IPv6', () => {
  assert.equal(networkOfAddress('192.0.2.1'), '192.0.2.1')
  assert.equal(networkOfAddress('::ffff:192.0.2.1'), '192.0.2.1')
})

test('A12 X-Forwarded-For is believed only as far as our own proxies stand in front', () => {
  const invented = '10.0.0.1, 198.51.100.7'

  assert.equal(networkOf('192.0.2.1', invented, 0), '192.0.2.1')
  assert.equal(networkOf('192.0.2.1', invented, 1), '198.51.100.7')
  assert.equal(networkOf('192.0.2.1', 'spoofed, 203.0.113.9, 198.51.100.7', 2), '203.0.113.9')
  assert.equal(networkOf('192.0.2.1', 'not an address', 1), '192.0.2.1')
})
