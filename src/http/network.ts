/** Where a request comes from: the IPv4 address, or the IPv6 /64, since one household owns a whole one. */
import { isIPv4, isIPv6 } from 'node:net'

/**
 * The caller's network. `X-Forwarded-For` is believed only as far as `trustedProxies` own proxies stand in front (0:
 * not at all): each appends the address it saw, so the caller is that many places from the right; what stands further
 * left is invented.
 */
export function networkOf(remote: string | undefined, forwarded: string | undefined, trustedProxies: number): string {
  if (trustedProxies > 0 && forwarded !== undefined) {
    const hops = forwarded.split(',')
    const hop = hops[Math.max(0, hops.length - trustedProxies)]!.trim().replace(/^\[|\](:\d+)?$/g, '')
    if (isIPv4(hop) || isIPv6(hop)) return networkOfAddress(hop)
  }
  return networkOfAddress(remote ?? '')
}

/** `::ffff:192.0.2.1` is IPv4 in disguise; of IPv6 the first four groups stay. */
export function networkOfAddress(address: string): string {
  if (isIPv4(address)) return address
  if (!isIPv6(address)) return 'unknown'
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped !== null) return mapped[1]!
  const [head = '', tail] = address.split('%')[0]!.toLowerCase().split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length)
  const groups = [...left, ...Array<string>(zeros).fill('0'), ...right].slice(0, 4)
  return `${groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`
}
